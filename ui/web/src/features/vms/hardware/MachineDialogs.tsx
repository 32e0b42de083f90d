import { useState } from 'react';
import { changeHardware } from '@/api/hardware';
import type { VM } from '@/api/types';
import { Field, Select, TextInput } from '@/components/Field';
import { hardwareText } from '@/text/hardware';
import { SizeInput } from '../SizeInput';
import { ChangeDialog } from './ChangeDialog';
import {
  type CPUForm,
  cpuChange,
  cpuForm,
  type DevicesForm,
  devicesChange,
  devicesForm,
} from './hardwareForm';
import { planned } from './planned';
import { choices, useHardwareOptions } from './useHardwareOptions';

const t = hardwareText;

/**
 * What every dialog of this room gets. A dialog keeps the VM that it began with,
 * as it would start: what others change meanwhile is not taken for the person's
 * own change.
 */
export interface HardwareDialogProps {
  vm: VM;
  onClose: () => void;
}

/** How far a VM can grow, and how its guest sees its vCPUs. */
export function CPUDialog({ vm: now, onClose }: HardwareDialogProps) {
  const [vm] = useState(() => planned(now));
  const [form, setForm] = useState(() => cpuForm(vm));
  const set = (part: Partial<CPUForm>) => setForm({ ...form, ...part });
  const input = (key: Exclude<keyof CPUForm, 'maxMemory'>) => (
    <TextInput
      inputMode="numeric"
      name={key}
      onChange={(event) => set({ [key]: event.target.value })}
      value={form[key]}
    />
  );
  return (
    <ChangeDialog
      action={t.save}
      ask={(change, send) => changeHardware(vm.id, change, send)}
      content={cpuChange(form, vm)}
      description={t.cpu.hint}
      onClose={onClose}
      shown={['maxVcpus', 'maxMemoryBytes', 'topology']}
      title={t.cpu.title}
      vm={vm}
      wide
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field error={errors('maxVcpus')} label={t.cpu.maxVcpus}>
              {input('maxVcpus')}
            </Field>
            <Field error={errors('maxMemoryBytes')} label={t.cpu.maxMemory}>
              <SizeInput onChange={(maxMemory) => set({ maxMemory })} size={form.maxMemory} />
            </Field>
          </div>
          <div className="grid grid-cols-3 gap-4">
            <Field label={t.cpu.sockets}>{input('sockets')}</Field>
            <Field label={t.cpu.cores}>{input('cores')}</Field>
            <Field label={t.cpu.threads}>{input('threads')}</Field>
          </div>
          <p className={errors('topology') ? 'text-[13px] text-danger' : 'text-muted text-xs'}>
            {errors('topology') ?? topologyHint(form.maxVcpus)}
          </p>
        </>
      )}
    </ChangeDialog>
  );
}

const topologyHint = (max: string) =>
  Number(max) > 0 ? t.cpu.topologyHint(Number(max)) : t.cpu.topologyHintEmpty;

const none = { value: 'none', label: t.none };
const actionOptions = Object.entries(t.devices.actions).map(([value, label]) => ({ value, label }));
const versions = ['2.0', '1.2'].map((value) => ({ value, label: value }));

/** Video, TPM, watchdog. */
export function DevicesDialog({ vm: now, onClose }: HardwareDialogProps) {
  const [vm] = useState(() => planned(now));
  const [form, setForm] = useState(() => devicesForm(vm.hardware ?? {}));
  const offers = useHardwareOptions();
  const set = (part: Partial<DevicesForm>) => setForm({ ...form, ...part });
  const models = (offered: readonly string[] | undefined, now: string) => [
    none,
    ...choices(offered, now === 'none' ? '' : now),
  ];
  return (
    <ChangeDialog
      action={t.save}
      ask={(change, send) => changeHardware(vm.id, change, send)}
      content={devicesChange(form, vm.hardware ?? {})}
      onClose={onClose}
      shown={[
        'video',
        'video.model',
        'tpm',
        'tpm.model',
        'tpm.version',
        'watchdog',
        'watchdog.model',
        'watchdog.action',
      ]}
      title={t.devices.title}
      vm={vm}
    >
      {(errors) => (
        <>
          <Field error={errors('video', 'video.model')} label={t.devices.video}>
            <Select
              name="video"
              onChange={(video) => set({ video })}
              options={models(offers?.videoModels, form.video)}
              value={form.video}
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              error={errors('tpm', 'tpm.model')}
              hint={offers?.tpmModels.length === 0 ? t.devices.noTPM : t.devices.tpmHint}
              label={t.devices.tpm}
            >
              <Select
                name="tpm"
                onChange={(tpm) => set({ tpm })}
                options={models(offers?.tpmModels, form.tpm)}
                value={form.tpm}
              />
            </Field>
            {form.tpm !== 'none' && (
              <Field error={errors('tpm.version')} label={t.devices.tpmVersion}>
                <Select onChange={(version) => set({ version })} options={versions} value={form.version} />
              </Field>
            )}
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              error={errors('watchdog', 'watchdog.model')}
              hint={t.devices.watchdogHint}
              label={t.devices.watchdog}
            >
              <Select
                name="watchdog"
                onChange={(watchdog) => set({ watchdog })}
                options={models(offers?.watchdogs, form.watchdog)}
                value={form.watchdog}
              />
            </Field>
            {form.watchdog !== 'none' && (
              <Field error={errors('watchdog.action')} label={t.devices.action}>
                <Select
                  name="action"
                  onChange={(action) => set({ action })}
                  options={actionOptions}
                  value={form.action}
                />
              </Field>
            )}
          </div>
        </>
      )}
    </ChangeDialog>
  );
}
