import { formatAgo, formatDateTime } from '@/lib/format';
import { useNow } from '@/lib/useNow';

/** How long ago something was; the exact time when pointed at. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time className="whitespace-nowrap" dateTime={at} title={formatDateTime(at)}>
      {formatAgo(at, now)}
    </time>
  );
}
