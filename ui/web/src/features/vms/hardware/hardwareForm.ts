import type { ChangeHardware, Hardware, VM } from '@/api/types';
import { joinBytes, splitBytes } from '@/lib/format';
import type { Size } from '../SizeInput';
import { formatCells, formatPins, parseCells, parsePins } from './lines';

/** How many vCPUs and how much memory a VM can grow to, and how its guest sees them. */
export interface CPUForm {
  maxVcpus: string;
  maxMemory: Size;
  sockets: string;
  cores: string;
  threads: string;
}

export function cpuForm(vm: VM): CPUForm {
  const { maxVcpus, maxMemoryBytes, topology } = vm.hardware ?? {};
  return {
    maxVcpus: String(maxVcpus ?? vm.vcpus),
    maxMemory: splitBytes(maxMemoryBytes ?? vm.memoryBytes),
    sockets: topology ? String(topology.sockets) : '',
    cores: topology ? String(topology.cores) : '',
    threads: topology ? String(topology.threads) : '',
  };
}

const number = /^[1-9]\d*$/;

/** What the form changes; undefined when that is nothing, or a number is none. */
export function cpuChange(form: CPUForm, vm: VM): ChangeHardware | undefined {
  const before = cpuForm(vm);
  const bytes = joinBytes(form.maxMemory.value, form.maxMemory.unit);
  if (!number.test(form.maxVcpus.trim()) || !(bytes > 0)) return undefined;
  const change: ChangeHardware = {};
  if (form.maxVcpus !== before.maxVcpus) change.maxVcpus = Number(form.maxVcpus);
  if (bytes !== joinBytes(before.maxMemory.value, before.maxMemory.unit)) change.maxMemoryBytes = bytes;
  const parts = [form.sockets, form.cores, form.threads].map((part) => part.trim());
  if (parts.join() !== [before.sockets, before.cores, before.threads].join()) {
    const [sockets = '', cores = '', threads = ''] = parts.every((part) => part === '')
      ? [form.maxVcpus, '1', '1'] // a socket for each, which is what no topology means
      : parts;
    if (![sockets, cores, threads].every((part) => number.test(part))) return undefined;
    change.topology = { sockets: Number(sockets), cores: Number(cores), threads: Number(threads) };
  }
  return something(change);
}

/** Watchdog, TPM, video; '' is none. */
export interface DevicesForm {
  watchdog: string;
  action: string;
  tpm: string;
  version: string;
  video: string;
}

export const devicesForm = ({ watchdog, tpm, video }: Hardware): DevicesForm => ({
  watchdog: watchdog?.model ?? 'none',
  action: watchdog?.action ?? 'reset',
  tpm: tpm?.model ?? 'none',
  version: tpm?.version ?? '2.0',
  video: video?.model ?? 'none',
});

export function devicesChange(form: DevicesForm, hardware: Hardware): ChangeHardware | undefined {
  const before = devicesForm(hardware);
  const differs = (...keys: (keyof DevicesForm)[]) => keys.some((key) => form[key] !== before[key]);
  const change: Record<string, unknown> = {};
  if (differs('watchdog') || (form.watchdog !== 'none' && differs('action')))
    change['watchdog'] = { model: form.watchdog, ...(form.watchdog !== 'none' && { action: form.action }) };
  if (differs('tpm') || (form.tpm !== 'none' && differs('version')))
    change['tpm'] = { model: form.tpm, ...(form.tpm !== 'none' && { version: form.version }) };
  if (differs('video')) change['video'] = { model: form.video };
  return something(change as ChangeHardware);
}

/** What it boots from, in order, and its firmware. */
export interface BootForm {
  order: string[];
  firmware: 'bios' | 'uefi';
  secureBoot: boolean;
}

export const bootForm = (vm: VM): BootForm => ({
  order: vm.hardware?.bootOrder ?? [],
  firmware: vm.firmware,
  secureBoot: vm.hardware?.secureBoot ?? false,
});

export function bootChange(form: BootForm, vm: VM): ChangeHardware | undefined {
  const before = bootForm(vm);
  const change: ChangeHardware = {};
  if (form.order.join() !== before.order.join()) change.bootOrder = form.order;
  if (form.firmware !== before.firmware) change.firmware = form.firmware;
  const secureBoot = form.secureBoot && form.firmware === 'uefi';
  if (secureBoot !== before.secureBoot) change.secureBoot = secureBoot;
  return something(change);
}

/** Puts an item one place earlier or later; at the end it stays. */
export function moved<T>(items: readonly T[], from: number, by: 1 | -1): T[] {
  const list = [...items];
  const to = from + by;
  if (to < 0 || to >= list.length) return list;
  const [item] = list.splice(from, 1) as [T];
  list.splice(to, 0, item);
  return list;
}

export type NUMAMode = NonNullable<ChangeHardware['numa']>['mode'];

/** Where on the host it runs, and where its memory is. */
export interface TuningForm {
  pins: string;
  emulator: string;
  numa: NUMAMode;
  nodes: string;
  cells: string;
  /** Bytes; '0' for none. */
  hugePages: string;
}

export const tuningForm = (hardware: Hardware): TuningForm => ({
  pins: formatPins(hardware.cpuPins),
  emulator: hardware.emulatorCpus ?? '',
  numa: hardware.numa?.mode ?? 'none',
  nodes: hardware.numa?.nodes ?? '',
  cells: formatCells(hardware.guestNuma),
  hugePages: String(hardware.hugePageBytes ?? 0),
});

/** The first line of a field that could not be read. */
export function badLine(field: 'pins' | 'cells', form: TuningForm): string | undefined {
  const read = field === 'pins' ? parsePins(form.pins) : parseCells(form.cells);
  return 'bad' in read ? read.bad : undefined;
}

export function tuningChange(form: TuningForm, hardware: Hardware): ChangeHardware | undefined {
  const before = tuningForm(hardware);
  const [pins, cells] = [parsePins(form.pins), parseCells(form.cells)];
  if ('bad' in pins || 'bad' in cells) return undefined;
  const change: ChangeHardware = {};
  if (form.pins.trim() !== before.pins) change.cpuPins = pins.items;
  if (form.emulator.trim() !== before.emulator) change.emulatorCpus = form.emulator.trim();
  if (form.numa !== before.numa || (form.numa !== 'none' && form.nodes.trim() !== before.nodes))
    change.numa = { mode: form.numa, ...(form.numa !== 'none' && { nodes: form.nodes.trim() }) };
  if (form.cells.trim() !== before.cells) change.guestNuma = cells.items;
  if (form.hugePages !== before.hugePages) change.hugePageBytes = Number(form.hugePages);
  return something(change);
}

/** A change, or undefined when it changes nothing. */
const something = (change: ChangeHardware) => (Object.keys(change).length > 0 ? change : undefined);
