import type { Change } from '@/api/types';
import { Badge } from '@/components/Badge';
import { changesText } from '@/text/changes';
import { fieldWords, valueWords } from './changeWords';

/** What changes: field, old and new value, and when it takes hold. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="space-y-1.5 text-[13px]">
      {changes.map((change) => (
        <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5" key={change.field}>
          <span className="text-muted">{fieldWords(change.field)}</span>
          <span className="min-w-0 break-words">
            {changesText.fromTo(valueWords(change, change.from), valueWords(change, change.to))}
          </span>
          <Badge tone={change.applied === 'now' ? 'ok' : 'warn'}>{changesText[change.applied]}</Badge>
        </li>
      ))}
    </ul>
  );
}
