import type { Change } from '@/api/types';
import { formatBytes } from '@/lib/format';
import { text } from '@/text';
import { changesText } from '@/text/changes';

const t = changesText;
/** "disks[vda].cache", "nics[52:54:00:12:34:56]" */
const device = /^(disks|nics)\[(.+)\](?:\.(\w+))?$/;

/** What changes, in words: "Disk vda, cache". */
export function fieldWords(field: string): string {
  const [, list, name = '', part = ''] = device.exec(field) ?? [];
  if (!list) return t.fields[field] ?? field;
  const words = t.parts[part] ?? part;
  return list === 'disks' ? t.disk(name, words) : t.nic(name, words);
}

/** A value before or after: sizes in their units, "iops=500" as "requests 500/s". */
export function valueWords({ field }: Pick<Change, 'field'>, value: string | undefined): string {
  if (value === undefined || value === '') return text.none.toLowerCase();
  if (/^\d+$/.test(value) && field.endsWith('Bytes')) return formatBytes(Number(value));
  return value.replace(/(\w+)=([\w.:-]+)/g, (_, key: string, amount: string) => {
    const size = key.includes('ytes') ? formatBytes(Number(amount)) : amount;
    return `${t.values[key] ?? key} ${/(PerSecond|[iI]ops)$/.test(key) ? t.perSecond(size) : size}`;
  });
}
