import type { Change } from '@/api/types';
import { Badge } from '@/components/Badge';
import { formatBytes } from '@/lib/format';
import { text } from '@/text';
import { changesText } from '@/text/changes';

/** What changes: field, old and new value, and when it takes hold. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="space-y-1.5 text-[13px]">
      {changes.map((change) => (
        <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5" key={change.field}>
          <span className="text-muted">{changesText.fields[change.field] ?? change.field}</span>
          <span className="min-w-0 break-words">
            {changesText.fromTo(shown(change, change.from), shown(change, change.to))}
          </span>
          <Badge tone={change.applied === 'now' ? 'ok' : 'warn'}>{changesText[change.applied]}</Badge>
        </li>
      ))}
    </ul>
  );
}

function shown(change: Change, value: string | undefined): string {
  if (value === undefined || value === '') return text.none.toLowerCase();
  return change.field.endsWith('Bytes') ? formatBytes(Number(value)) : value;
}
