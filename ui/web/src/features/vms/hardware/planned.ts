import type { Change, ChangeHardware, Disk, Hardware, VM } from '@/api/types';

/**
 * A VM as it would start: what waits for the next start, over what it runs with.
 * Dialogs change that, and so can take back what waits.
 */
export function planned(vm: VM): VM {
  const hardware: Record<string, unknown> = { ...vm.hardware };
  let firmware = vm.firmware;
  for (const { field, to = '' } of vm.pending ?? []) {
    if (field === 'firmware') firmware = to === 'uefi' ? 'uefi' : 'bios';
    const read = readers[field];
    if (read) hardware[field] = to === '' ? undefined : read(to);
  }
  return { ...vm, firmware, hardware: hardware as Hardware };
}

/** What the server writes of a value, read again. */
const readers: Record<string, (words: string) => unknown> = {
  maxVcpus: Number,
  maxMemoryBytes: Number,
  hugePageBytes: Number,
  secureBoot: (words) => words === 'true',
  emulatorCpus: (words) => words,
  bootOrder: (words) => words.split(', '),
  hostDevices: (words) => words.split(', '),
  topology: (words) => records(words)[0],
  numa: (words) => records(words)[0] as ChangeHardware['numa'],
  cpuPins: records,
  guestNuma: records,
  video: (model) => ({ model }),
  tpm: (words) => {
    const [model, version] = words.split(' ');
    return { model, ...(version && { version }) };
  },
  watchdog: (words) => {
    const [model, action] = words.split(', ');
    return { model, ...(action && { action }) };
  },
};

/** Fields that hold words although they may look like numbers. */
const texts: ReadonlySet<string> = new Set(['cpus', 'nodes', 'mode']);

/** "vcpu=0, cpus=2-3, 8, vcpu=1, cpus=4" as its two records: a key that comes again begins the next. */
function records(words: string): Record<string, string | number>[] {
  const list: Record<string, string>[] = [];
  let last = '';
  for (const part of words.split(', ')) {
    const [key = '', value] = part.split('=', 2);
    const record = list.at(-1);
    if (value === undefined) {
      if (record) record[last] += `,${key}`;
    } else {
      if (!record || key in record) list.push({ [key]: value });
      else record[key] = value;
      last = key;
    }
  }
  return list.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, texts.has(key) ? value : Number(value)]),
    ),
  );
}

const wholeDisk = /^disks\[(\w+)\]$/;

/** Disks that come with the next start: the running VM does not have them. */
export const comingDisks = (vm: VM): { device: string; source: string }[] =>
  (vm.pending ?? []).flatMap(({ field, from, to }: Change) => {
    const device = wholeDisk.exec(field)?.[1];
    return device && !from && to ? [{ device, source: to }] : [];
  });

/** Whether a disk goes with the next start. */
export const isGoing = (vm: VM, disk: Disk) =>
  Boolean(vm.pending?.some(({ field, to }) => field === `disks[${disk.device}]` && !to));
