import { expect, it } from 'vitest';
import type { NIC, VM } from '@/api/types';
import { fieldWords, valueWords } from '@/features/operations/changeWords';
import { emptyDisk, toRequest } from '@/features/vms/hardware/diskForm';
import { formOf, presets, ruleWords, toFirewall, withRule } from '@/features/vms/hardware/firewallForm';
import {
  badLine,
  bootChange,
  bootForm,
  cpuChange,
  cpuForm,
  devicesChange,
  devicesForm,
  moved,
  tuningChange,
  tuningForm,
} from '@/features/vms/hardware/hardwareForm';
import { limitsOf, rateOf, readLimits, readRate } from '@/features/vms/hardware/limits';
import { formatCells, formatPins, parseCells, parsePins } from '@/features/vms/hardware/lines';
import { nicChange, nicForm, nicRequest } from '@/features/vms/hardware/nicForm';
import { comingDisks, isGoing, planned } from '@/features/vms/hardware/planned';
import { aVM } from './fixtures';

const GiB = 2 ** 30;
const vm: VM = { ...aVM(), vcpus: 2, memoryBytes: 2 * GiB, firmware: 'bios', hardware: { maxVcpus: 4 } };

it('reads pins and NUMA nodes from lines, and names the line it does not understand', () => {
  expect(parsePins(' 0: 2-3, 8\n\n1:4 ')).toEqual({
    items: [
      { vcpu: 0, cpus: '2-3,8' },
      { vcpu: 1, cpus: '4' },
    ],
  });
  expect(parsePins('0: 2\nx: 3')).toEqual({ bad: 'x: 3' });
  expect(parsePins('0 2')).toEqual({ bad: '0 2' });
  expect(parseCells('0-1: 1024')).toEqual({ items: [{ cpus: '0-1', memoryBytes: GiB }] });
  expect(parseCells('0: 1 GiB')).toEqual({ bad: '0: 1 GiB' });
  expect(formatPins([{ vcpu: 0, cpus: '2-3' }])).toBe('0: 2-3');
  expect(formatCells([{ cpus: '0', memoryBytes: GiB }])).toBe('0: 1024');
});

it('keeps the limits that it does not show, and drops what was emptied', () => {
  const begun = { iops: 500, writeBurstIops: 9, bytesPerSecond: 100 * 2 ** 20 };
  const form = limitsOf(begun);
  expect(form).toMatchObject({ iops: '500', bytesPerSecond: '100', readIops: '' });
  expect(readLimits({ ...form, iops: '', bytesPerSecond: '1.5' }, begun)).toEqual({
    writeBurstIops: 9,
    bytesPerSecond: 1.5 * 2 ** 20,
  });
  expect(readLimits({ ...form, iops: '1.5' }, begun)).toBeUndefined();
  expect(readLimits({ ...form, iops: 'many' }, begun)).toBeUndefined();
});

it('reads rates: empty is no limit', () => {
  expect(readRate('')).toEqual({ bytesPerSecond: 0 });
  expect(readRate('12,5')).toEqual({ bytesPerSecond: 12.5 * 2 ** 20 });
  expect(readRate('fast')).toBeUndefined();
  expect(rateOf({ bytesPerSecond: 12.5 * 2 ** 20 })).toBe('12.5');
});

it('changes how far a VM grows, and its topology as a whole', () => {
  const form = cpuForm(vm);
  expect(cpuChange(form, vm)).toBeUndefined();
  expect(cpuChange({ ...form, maxVcpus: '8' }, vm)).toEqual({ maxVcpus: 8 });
  expect(cpuChange({ ...form, maxMemory: { value: '4', unit: 'GiB' } }, vm)).toEqual({
    maxMemoryBytes: 4 * GiB,
  });
  expect(cpuChange({ ...form, sockets: '1', cores: '4' }, vm)).toBeUndefined();
  expect(cpuChange({ ...form, sockets: '1', cores: '4', threads: '1' }, vm)).toEqual({
    topology: { sockets: 1, cores: 4, threads: 1 },
  });
  const grouped = { ...vm, hardware: { maxVcpus: 4, topology: { sockets: 1, cores: 2, threads: 2 } } };
  expect(cpuChange({ ...cpuForm(grouped), sockets: '', cores: '', threads: '' }, grouped)).toEqual({
    topology: { sockets: 4, cores: 1, threads: 1 },
  });
});

it('sends a device with what belongs to it, and none alone', () => {
  const hardware = { watchdog: { model: 'i6300esb', action: 'reset' }, video: { model: 'virtio' } } as const;
  const form = devicesForm(hardware);
  expect(devicesChange(form, hardware)).toBeUndefined();
  expect(devicesChange({ ...form, tpm: 'tpm-crb' }, hardware)).toEqual({
    tpm: { model: 'tpm-crb', version: '2.0' },
  });
  expect(devicesChange({ ...form, action: 'poweroff' }, hardware)).toEqual({
    watchdog: { model: 'i6300esb', action: 'poweroff' },
  });
  expect(devicesChange({ ...form, watchdog: 'none', action: 'pause', video: 'vga' }, hardware)).toEqual({
    watchdog: { model: 'none' },
    video: { model: 'vga' },
  });
});

it('changes the boot order, and secure boot with UEFI alone', () => {
  const form = bootForm(vm);
  expect(bootChange({ ...form, order: ['sda', 'vda'] }, vm)).toEqual({ bootOrder: ['sda', 'vda'] });
  expect(bootChange({ ...form, secureBoot: true }, vm)).toBeUndefined();
  expect(bootChange({ ...form, firmware: 'uefi', secureBoot: true }, vm)).toEqual({
    firmware: 'uefi',
    secureBoot: true,
  });
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});

it('changes pins, NUMA and huge pages, but not while a line cannot be read', () => {
  const hardware = { cpuPins: [{ vcpu: 0, cpus: '2' }], hugePageBytes: 2 ** 21 };
  const form = tuningForm(hardware);
  expect(tuningChange(form, hardware)).toBeUndefined();
  expect(tuningChange({ ...form, pins: '', hugePages: '0' }, hardware)).toEqual({
    cpuPins: [],
    hugePageBytes: 0,
  });
  expect(tuningChange({ ...form, numa: 'strict', nodes: '0' }, hardware)).toEqual({
    numa: { mode: 'strict', nodes: '0' },
  });
  expect(tuningChange({ ...form, cells: 'what' }, hardware)).toBeUndefined();
  expect(badLine('cells', { ...form, cells: 'what' })).toBe('what');
});

it('asks for a disk by what it is', () => {
  expect(toRequest(emptyDisk)).toEqual({ sizeBytes: 20 * GiB });
  expect(toRequest({ ...emptyDisk, pool: 'fast', bus: 'sata', serial: ' d1 ' })).toEqual({
    sizeBytes: 20 * GiB,
    pool: 'fast',
    bus: 'sata',
    serial: 'd1',
  });
  expect(toRequest({ ...emptyDisk, what: 'image', image: 'debian', copy: true })).toMatchObject({
    mode: 'copy',
  });
  expect(toRequest({ ...emptyDisk, what: 'iso', iso: 'inst', bus: 'usb' })).toEqual({ image: 'inst' });
  expect(toRequest({ ...emptyDisk, what: 'volume' })).toBeUndefined();
  expect(toRequest({ ...emptyDisk, what: 'path', path: '/dev/vg/x', readOnly: true })).toEqual({
    source: '/dev/vg/x',
    readOnly: true,
  });
  expect(toRequest({ ...emptyDisk, what: 'path', path: '/iso/x.iso', cdrom: true })).toEqual({
    source: '/iso/x.iso',
    kind: 'cdrom',
  });
  expect(toRequest({ ...emptyDisk, size: { value: 'x', unit: 'GiB' } })).toBeUndefined();
});

it('makes and changes a network interface', () => {
  expect(nicRequest({ ...nicForm(), on: 'bridge br0', outbound: '1' })).toEqual({
    bridge: 'br0',
    model: 'virtio',
    outbound: { bytesPerSecond: 2 ** 20 },
  });
  expect(nicRequest({ ...nicForm(), vlan: 'x' })).toBeUndefined();
  const nic = {
    mac: '52:54:00:00:00:01',
    kind: 'network',
    source: 'default',
    model: 'virtio',
    vlan: 7,
  } as NIC;
  const form = nicForm(nic);
  expect(nicChange(form, nic)).toBeUndefined();
  expect(nicChange({ ...form, on: 'network lab', vlan: '', unplugged: true }, nic)).toEqual({
    network: 'lab',
    vlan: 0,
    linkDown: true,
  });
});

it('writes a firewall as it is read', () => {
  const firewall = {
    antiSpoofing: true,
    addresses: ['10.0.0.5'],
    inbound: 'drop',
    outbound: 'accept',
    rules: [{ action: 'accept', direction: 'in', protocol: 'tcp', ports: '80,443', comment: 'web' }],
  } as const;
  expect(toFirewall(formOf(firewall as never))).toEqual(firewall);
  expect(toFirewall(formOf(undefined))).toEqual({
    antiSpoofing: true,
    learn: 'dhcp',
    inbound: 'accept',
    outbound: 'accept',
    rules: [],
  });
});

it('says rules in words, and leaves ports to the protocols that have them', () => {
  const { rules } = withRule(withRule(formOf(undefined), 'web'), 'ping');
  expect(rules.map(ruleWords)).toEqual(['Accept TCP 80,443 to the guest', 'Accept ICMP to the guest']);
  const [web] = rules;
  expect(web && ruleWords({ ...web, cidr: '10.0.0.0/8', direction: 'out' })).toBe(
    'Accept TCP 80,443 from the guest, to 10.0.0.0/8',
  );
  const icmp = { ...formOf(undefined), rules: web ? [{ ...web, protocol: 'icmp' as const }] : [] };
  expect(toFirewall(icmp).rules?.[0]).not.toHaveProperty('ports');
  expect(Object.keys(presets)).toEqual(['ssh', 'web', 'ping', 'other']);
});

it('tells changes of hardware in words', () => {
  expect(fieldWords('disks[vda].ioLimits')).toBe('Disk vda, I/O limits');
  expect(fieldWords('nics[52:54:00:12:34:56]')).toBe('Interface 52:54:00:12:34:56');
  expect(fieldWords('maxVcpus')).toBe('vCPUs it can grow to');
  expect(valueWords({ field: 'x' }, 'iops=500, bytesPerSecond=1048576')).toBe('requests 500/s, data 1 MiB/s');
  expect(valueWords({ field: 'cpuPins' }, 'vcpu=0, cpus=2-3')).toBe('vCPU 0, CPUs 2-3');
  expect(valueWords({ field: 'maxMemoryBytes' }, '1073741824')).toBe('1 GiB');
  expect(valueWords({ field: 'tpm' }, '')).toBe('none');
});

it('begins with what waits for the next start, so that it can be taken back', () => {
  const pending = (field: string, to: string, from = '') => ({
    field,
    from,
    to,
    applied: 'next_start' as const,
  });
  const now = {
    ...vm,
    hardware: { video: { model: 'virtio' as const } },
    pending: [
      pending('tpm', 'tpm-crb 2.0'),
      pending('watchdog', 'i6300esb, poweroff'),
      pending('video', '', 'virtio'),
      pending('topology', 'sockets=1, cores=2, threads=2'),
      pending('numa', 'mode=strict, nodes=0'),
      pending('cpuPins', 'vcpu=0, cpus=2-3, 8, vcpu=1, cpus=4'),
      pending('bootOrder', 'sda, vda'),
      pending('maxVcpus', '8'),
      pending('firmware', 'uefi', 'bios'),
      pending('disks[sda]', '/iso/debian.iso'),
      pending('disks[vdb]', '', '/pool/x.qcow2'),
    ],
  };
  const next = planned(now);
  expect(next.firmware).toBe('uefi');
  expect(next.hardware).toEqual({
    tpm: { model: 'tpm-crb', version: '2.0' },
    watchdog: { model: 'i6300esb', action: 'poweroff' },
    topology: { sockets: 1, cores: 2, threads: 2 },
    numa: { mode: 'strict', nodes: '0' },
    cpuPins: [
      { vcpu: 0, cpus: '2-3,8' },
      { vcpu: 1, cpus: '4' },
    ],
    bootOrder: ['sda', 'vda'],
    maxVcpus: 8,
  });
  const form = devicesForm(next.hardware ?? {});
  expect(devicesChange({ ...form, tpm: 'none' }, next.hardware ?? {})).toEqual({ tpm: { model: 'none' } });
  expect(comingDisks(now)).toEqual([{ device: 'sda', source: '/iso/debian.iso' }]);
  expect(isGoing(now, { device: 'vdb', kind: 'disk' })).toBe(true);
  expect(isGoing(now, { device: 'vda', kind: 'disk' })).toBe(false);
});
