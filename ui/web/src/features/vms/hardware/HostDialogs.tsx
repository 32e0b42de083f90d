import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeHardware, listHostDevices } from '@/api/hardware';
import { keys } from '@/api/keys';
import type { HostDevice } from '@/api/types';
import { Loading } from '@/components/Blank';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/Field';
import { Problem, sentence } from '@/components/Problem';
import { formatBytes } from '@/lib/format';
import { hardwareText } from '@/text/hardware';
import { ChangeDialog } from './ChangeDialog';
import { badLine, type NUMAMode, type TuningForm, tuningChange, tuningForm } from './hardwareForm';
import type { HardwareDialogProps } from './MachineDialogs';
import { planned } from './planned';
import { useHardwareOptions } from './useHardwareOptions';

const t = hardwareText.tuning;
const modeOptions = (Object.keys(t.numaModes) as NUMAMode[]).map((value) => ({
  value,
  label: t.numaModes[value],
}));

/** Where on the host a VM runs: pins, NUMA, huge pages. */
export function TuningDialog({ vm: now, onClose }: HardwareDialogProps) {
  const [vm] = useState(() => planned(now));
  const [form, setForm] = useState(() => tuningForm(vm.hardware ?? {}));
  const offers = useHardwareOptions();
  const set = (part: Partial<TuningForm>) => setForm({ ...form, ...part });
  const lines = (field: 'pins' | 'cells') => {
    const bad = badLine(field, form);
    return bad === undefined ? undefined : t.badLine(bad);
  };
  const nodes = (offers?.numaNodes ?? []).map((node) =>
    t.node(node.id, node.cpus, formatBytes(node.memoryBytes)),
  );
  const pages = [
    0,
    ...new Set([...(offers?.hugePageBytes ?? []), Number(form.hugePages)].filter((size) => size > 0)),
  ];
  return (
    <ChangeDialog
      action={hardwareText.save}
      ask={(change, send) => changeHardware(vm.id, change, send)}
      content={tuningChange(form, vm.hardware ?? {})}
      onClose={onClose}
      shown={['cpuPins', 'emulatorCpus', 'numa', 'numa.mode', 'numa.nodes', 'guestNuma', 'hugePageBytes']}
      title={t.title}
      vm={vm}
      wide
    >
      {(errors) => (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field error={lines('pins') ?? errors('cpuPins')} hint={t.pinsHint} label={t.pins}>
            <TextArea
              className="font-mono"
              name="pins"
              onChange={(event) => set({ pins: event.target.value })}
              value={form.pins}
            />
          </Field>
          <Field error={errors('emulatorCpus')} label={t.emulator}>
            <TextInput
              name="emulator"
              onChange={(event) => set({ emulator: event.target.value })}
              placeholder={t.anywhere}
              value={form.emulator}
            />
          </Field>
          <Field error={errors('numa', 'numa.mode')} label={t.numa}>
            <Select name="numa" onChange={(numa) => set({ numa })} options={modeOptions} value={form.numa} />
          </Field>
          {form.numa !== 'none' && (
            <Field error={errors('numa.nodes')} hint={t.nodesHint(nodes.join(', '))} label={t.nodes}>
              <TextInput
                name="nodes"
                onChange={(event) => set({ nodes: event.target.value })}
                value={form.nodes}
              />
            </Field>
          )}
          <Field
            className="sm:col-start-1"
            error={lines('cells') ?? errors('guestNuma')}
            hint={t.guestNumaHint}
            label={t.guestNuma}
          >
            <TextArea
              className="font-mono"
              name="cells"
              onChange={(event) => set({ cells: event.target.value })}
              value={form.cells}
            />
          </Field>
          <Field error={errors('hugePageBytes')} label={t.hugePages}>
            <Select
              name="hugePages"
              onChange={(hugePages) => set({ hugePages })}
              options={pages.map((size) => ({
                value: String(size),
                label: size ? formatBytes(size) : t.noHugePages,
              }))}
              value={form.hugePages}
            />
          </Field>
        </div>
      )}
    </ChangeDialog>
  );
}

const h = hardwareText.host;

/** PCI and USB devices of the host that the VM has for itself. */
export function HostDevicesDialog({ vm, onClose }: HardwareDialogProps) {
  const [begun] = useState(() => planned(vm).hardware?.hostDevices ?? []);
  const [chosen, setChosen] = useState(begun);
  const { data, error } = useQuery({
    queryKey: [...keys.node, 'devices'],
    queryFn: ({ signal }) => listHostDevices(signal),
    staleTime: 0, // sticks come and go
  });
  const changed = [...chosen].sort().join() !== [...begun].sort().join();
  return (
    <ChangeDialog
      action={hardwareText.save}
      ask={(hostDevices, send) => changeHardware(vm.id, { hostDevices }, send)}
      content={changed ? chosen : undefined}
      description={h.hint}
      onClose={onClose}
      shown={[]}
      title={h.title}
      vm={vm}
      wide
    >
      {() => (
        <>
          <Problem error={error} />
          {!data && !error && <Loading />}
          {data?.items.length === 0 && <p className="text-muted">{h.none}</p>}
          <ul className="space-y-2">
            {withMissing(data?.items ?? [], begun).map((device) => (
              <li key={device.id}>
                <DeviceChoice
                  chosen={chosen.includes(device.id)}
                  device={device}
                  onChange={(on) =>
                    setChosen(on ? [...chosen, device.id] : chosen.filter((id) => id !== device.id))
                  }
                  vmID={vm.id}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </ChangeDialog>
  );
}

/** The host's devices, and those of the VM that the host does not have now. */
function withMissing(devices: readonly HostDevice[], ids: readonly string[]): HostDevice[] {
  const missing = ids.filter((id) => !devices.some((device) => device.id === id));
  return [
    ...devices,
    ...missing.map(
      (id): HostDevice => ({
        id,
        kind: id.startsWith('usb:') ? 'usb' : 'pci',
        name: id,
        vendorId: '',
        productId: '',
      }),
    ),
  ];
}

interface DeviceChoiceProps {
  device: HostDevice;
  vmID: string;
  chosen: boolean;
  onChange: (chosen: boolean) => void;
}

function DeviceChoice({ device, vmID, chosen, onChange }: DeviceChoiceProps) {
  const others = (device.usedBy ?? []).filter((vm) => vm.id !== vmID).map((vm) => vm.name ?? vm.id);
  const hint = [
    `${device.kind.toUpperCase()} ${device.id}`,
    others.length > 0 && h.usedBy(others.join(', ')),
    device.groupIds?.length && h.group(device.groupIds.join(', ')),
    device.obstacle && sentence(device.obstacle),
  ];
  return (
    <Checkbox checked={chosen} hint={hint.filter(Boolean).join(' · ')} onChange={onChange}>
      {device.name}
    </Checkbox>
  );
}
