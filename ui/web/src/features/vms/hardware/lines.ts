import type { CPUPin, NUMACell } from '@/api/types';

const list = /^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$/;
const mebibyte = 2 ** 20;

/** Lines as they were read, or the first that could not be. */
export type Lines<T> = { items: T[] } | { bad: string };

/** Splits lines of "left: right"; empty ones do not count. */
function parse<T>(text: string, read: (left: string, right: string) => T | undefined): Lines<T> {
  const items: T[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf(':');
    const item = at < 0 ? undefined : read(compact(line.slice(0, at)), compact(line.slice(at + 1)));
    if (item === undefined) return { bad: line.trim() };
    items.push(item);
  }
  return { items };
}

const compact = (part: string) => part.replace(/\s+/g, '');

/** CPU pins as people type them: "0: 2-3,8" on a line. */
export const parsePins = (text: string): Lines<CPUPin> =>
  parse(text, (vcpu, cpus) =>
    /^\d+$/.test(vcpu) && list.test(cpus) ? { vcpu: Number(vcpu), cpus } : undefined,
  );

export const formatPins = (pins: readonly CPUPin[] | undefined) =>
  (pins ?? []).map(({ vcpu, cpus }) => `${vcpu}: ${cpus}`).join('\n');

/** NUMA nodes of the guest: "0-1: 1024" is vCPUs and MiB. */
export const parseCells = (text: string): Lines<NUMACell> =>
  parse(text, (cpus, memory) =>
    list.test(cpus) && /^\d+$/.test(memory) ? { cpus, memoryBytes: Number(memory) * mebibyte } : undefined,
  );

export const formatCells = (cells: readonly NUMACell[] | undefined) =>
  (cells ?? []).map(({ cpus, memoryBytes }) => `${cpus}: ${memoryBytes / mebibyte}`).join('\n');
