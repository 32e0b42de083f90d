import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { networksText } from '@/text/networks';
import { useHostInterfaces } from './hooks';
import type { NetworkPartProps } from './NetworkDialog';
import type { MacvtapMode } from './networkForm';

const t = networksText.form;
const macvtapOptions = (Object.keys(t.macvtapModes) as MacvtapMode[]).map((value) => ({
  value,
  label: t.macvtapModes[value],
}));

/** What of the host a network is put on, where it has no bridge of its own. */
export function NetworkLink({ form, set, errors }: NetworkPartProps) {
  if (form.mode === 'bridge' || form.mode === 'vlan')
    return <OnBridge errors={errors} form={form} set={set} />;
  if (form.mode === 'macvtap') return <OnCard errors={errors} form={form} set={set} />;
  return null;
}

/** The one network card that a network with a bridge of its own may lead through. */
export function OnlyCard({ form, set, errors }: NetworkPartProps) {
  return (
    <Field error={errors('device')} label={t.onlyDevice} note={t.optional}>
      <CardSelect none={t.anyDevice} onChange={(device) => set({ device })} value={form.device} />
    </Field>
  );
}

function OnBridge({ form, set, errors }: NetworkPartProps) {
  const bridges = useHostInterfaces().data?.items.filter(
    (link) => (link.kind === 'bridge' || link.kind === 'ovs') && !link.network,
  );
  const choose = (bridge: string) =>
    set({ bridge, openVSwitch: bridges?.find((link) => link.name === bridge)?.kind === 'ovs' });
  return (
    <>
      <Field error={errors('bridge')} hint={bridges?.length === 0 ? t.noBridge : undefined} label={t.bridge}>
        {bridges?.length === 0 ? (
          <TextInput
            name="bridge"
            onChange={(event) => set({ bridge: event.target.value })}
            value={form.bridge}
          />
        ) : (
          <Select
            name="bridge"
            onChange={choose}
            options={[{ value: '', label: t.choose }, ...(bridges ?? []).map((link) => named(link.name))]}
            value={form.bridge}
          />
        )}
      </Field>
      {form.mode === 'vlan' && (
        <Field error={errors('vlan')} label={t.vlan}>
          <TextInput
            inputMode="numeric"
            name="vlan"
            onChange={(event) => set({ vlan: event.target.value })}
            value={form.vlan}
          />
        </Field>
      )}
      {bridges?.length === 0 && (
        <Checkbox checked={form.openVSwitch} onChange={(openVSwitch) => set({ openVSwitch })}>
          {t.openVSwitch}
        </Checkbox>
      )}
    </>
  );
}

function OnCard({ form, set, errors }: NetworkPartProps) {
  return (
    <>
      <Field error={errors('device')} label={t.device}>
        <CardSelect none={t.choose} onChange={(device) => set({ device })} value={form.device} />
      </Field>
      <Field error={errors('macvtapMode')} label={t.macvtapMode}>
        <Select
          name="macvtapMode"
          onChange={(macvtapMode) => set({ macvtapMode })}
          options={macvtapOptions}
          value={form.macvtapMode}
        />
      </Field>
    </>
  );
}

interface CardSelectProps {
  value: string;
  onChange: (name: string) => void;
  /** What it says while none is chosen. */
  none: string;
}

/** A network card of the host, or what stands for one. */
function CardSelect({ value, onChange, none }: CardSelectProps) {
  const links = useHostInterfaces().data?.items ?? [];
  const cards = links.filter(({ kind }) => kind === 'card' || kind === 'bond' || kind === 'vlan');
  return (
    <Select
      name="device"
      onChange={onChange}
      options={[{ value: '', label: none }, ...cards.map((link) => named(link.name))]}
      value={value}
    />
  );
}

const named = (name: string) => ({ value: name, label: name });
