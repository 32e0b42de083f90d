import { useState } from 'react';
import { addNIC, changeNIC } from '@/api/hardware';
import type { ChangeNIC, CreateNIC, NIC, VM } from '@/api/types';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { hardwareText } from '@/text/hardware';
import { useHostInterfaces, useNetworks } from '../../networks/hooks';
import { ChangeDialog, type Errors } from './ChangeDialog';
import { type NICForm, nicChange, nicForm, nicRequest } from './nicForm';
import { choices, useHardwareOptions } from './useHardwareOptions';

const t = hardwareText.nics;
const shown = [
  'network',
  'bridge',
  'model',
  'mac',
  'vlan',
  'linkDown',
  'inbound',
  'outbound',
  'inbound.bytesPerSecond',
  'outbound.bytesPerSecond',
];

interface NICDialogProps {
  vm: VM;
  /** The interface to change; a new one without. */
  nic?: NIC;
  onClose: () => void;
}

/** A network interface, new or changed. */
export function NICDialog({ vm, nic: now, onClose }: NICDialogProps) {
  const [nic] = useState(now);
  const [form, setForm] = useState(() => nicForm(nic));
  const set = (part: Partial<NICForm>) => setForm({ ...form, ...part });
  const content = nic ? nicChange(form, nic) : nicRequest(form);
  return (
    <ChangeDialog
      action={nic ? hardwareText.save : t.addAction}
      ask={(asked: ChangeNIC | CreateNIC, send) =>
        nic ? changeNIC(vm.id, nic.mac, asked as ChangeNIC, send) : addNIC(vm.id, asked as CreateNIC, send)
      }
      content={content}
      onClose={onClose}
      shown={shown}
      title={nic ? t.changeTitle(nic.mac) : t.add}
      vm={vm}
    >
      {(errors) => (
        <>
          <Field error={errors('network', 'bridge')} label={t.on}>
            <PlaceSelect nic={nic} onChange={(on) => set({ on })} value={form.on} />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Rate
              error={errors('inbound', 'inbound.bytesPerSecond')}
              label={t.inbound}
              name="inbound"
              onChange={(inbound) => set({ inbound })}
              value={form.inbound}
            />
            <Rate
              error={errors('outbound', 'outbound.bytesPerSecond')}
              label={t.outbound}
              name="outbound"
              onChange={(outbound) => set({ outbound })}
              value={form.outbound}
            />
          </div>
          <Checkbox checked={form.unplugged} onChange={(unplugged) => set({ unplugged })}>
            {t.unplug}
          </Checkbox>
          <AdvancedFields errors={errors} form={form} isNew={!nic} set={set} />
        </>
      )}
    </ChangeDialog>
  );
}

interface RateProps {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function Rate({ name, label, value, error, onChange }: RateProps) {
  return (
    <Field error={error} hint={t.unlimited} label={label} note={t.rate}>
      <TextInput
        inputMode="decimal"
        name={name}
        onChange={(event) => onChange(event.target.value)}
        value={value}
      />
    </Field>
  );
}

interface PlaceSelectProps {
  nic: NIC | undefined;
  value: string;
  onChange: (on: string) => void;
}

/** The networks of the node and the bridges of the host. */
function PlaceSelect({ nic, value, onChange }: PlaceSelectProps) {
  const networks = useNetworks().map(({ name }) => ({ value: `network ${name}`, label: t.onNetwork(name) }));
  const links = useHostInterfaces().data?.items ?? [];
  const bridges = links
    .filter((link) => (link.kind === 'bridge' || link.kind === 'ovs') && !link.network)
    .map(({ name }) => ({ value: `bridge ${name}`, label: t.onBridge(name) }));
  const all = [...networks, ...bridges];
  const now = all.some((option) => option.value === value)
    ? []
    : [
        {
          value,
          label: nic ? t.otherNow(`${nic.kind} ${nic.source ?? ''}`) : value.replace(/^network /, ''),
        },
      ];
  return <Select name="on" onChange={onChange} options={[...now, ...all]} value={value} />;
}

interface AdvancedProps {
  form: NICForm;
  set: (part: Partial<NICForm>) => void;
  errors: Errors;
  isNew: boolean;
}

function AdvancedFields({ form, set, errors, isNew }: AdvancedProps) {
  const models = useHardwareOptions()?.nicModels;
  return (
    <details>
      <summary className="cursor-pointer font-medium text-[13px]">{hardwareText.advanced}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field error={errors('model')} label={t.model}>
          <Select
            name="model"
            onChange={(model) => set({ model })}
            options={choices(models, form.model)}
            value={form.model}
          />
        </Field>
        {isNew && (
          <Field error={errors('mac')} hint={t.macHint} label={t.mac} note={hardwareText.optional}>
            <TextInput
              className="font-mono"
              name="mac"
              onChange={(event) => set({ mac: event.target.value })}
              spellCheck={false}
              value={form.mac}
            />
          </Field>
        )}
        <Field error={errors('vlan')} hint={t.vlanHint} label={t.vlan} note={hardwareText.optional}>
          <TextInput
            inputMode="numeric"
            name="vlan"
            onChange={(event) => set({ vlan: event.target.value })}
            value={form.vlan}
          />
        </Field>
      </div>
    </details>
  );
}
