import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { createNetwork } from '@/api/networks';
import type { CreateNetwork } from '@/api/types';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { networksText } from '@/text/networks';
import { NetworkAddresses } from './NetworkAddresses';
import { NetworkLink, OnlyCard } from './NetworkLink';
import { emptyNetwork, modes, type NetworkForm, ownBridge, toRequest, unreadable } from './networkForm';

const t = networksText.form;
const modeOptions = modes.map((value) => ({ value, label: networksText.mode[value] ?? value }));
const shownFields = [
  'name',
  'mode',
  'bridge',
  'device',
  'macvtapMode',
  'vlan',
  'openVSwitch',
  'mtu',
  'domain',
  'ipv4',
  'ipv4.address',
  'ipv4.start',
  'ipv4.end',
  'ipv6',
  'ipv6.address',
];

/** What a part of the dialog works with. */
export interface NetworkPartProps {
  form: NetworkForm;
  set: (part: Partial<NetworkForm>) => void;
  errors: (...paths: string[]) => string | undefined;
}

/** A new network: with NAT a name is enough. */
export function NetworkDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(emptyNetwork);
  const attempt = useMutation({
    mutationFn: (body: CreateNetwork) => createNetwork(body, newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const wrong = unreadable(form);
  const said = fieldErrors(attempt.error);
  const isTyped = (path: string) => (path === 'vlan' || path === 'mtu') && form[path].trim() !== '';
  const errors = (...paths: string[]) =>
    paths.some((path) => wrong.includes(path) && isTyped(path))
      ? t.notANumber
      : paths.map(said).find(Boolean);
  const set = (part: Partial<NetworkForm>) => setForm({ ...form, ...part });
  const part = { form, set, errors };
  return (
    <FormDialog
      action={t.create}
      busy={attempt.isPending}
      error={restOf(attempt.error, shownFields)}
      onClose={onClose}
      onSubmit={() => attempt.mutate(toRequest(form))}
      ready={wrong.length === 0}
      title={networksText.newNetwork}
      wide
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field error={errors('name')} hint={t.nameHint} label={t.name}>
          <TextInput
            autoFocus
            name="name"
            onChange={(event) => set({ name: event.target.value })}
            spellCheck={false}
            value={form.name}
          />
        </Field>
        <Field error={errors('mode')} hint={networksText.modeHint[form.mode]} label={t.mode}>
          <Select
            name="mode"
            onChange={(mode) => set({ mode, bridge: '', device: '' })}
            options={modeOptions}
            value={form.mode}
          />
        </Field>
        <NetworkLink {...part} />
      </div>
      {ownBridge(form.mode) && <NetworkAddresses {...part} />}
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Checkbox checked={form.autostart} onChange={(autostart) => set({ autostart })}>
          {t.autostart}
        </Checkbox>
        <Checkbox checked={form.start} onChange={(start) => set({ start })}>
          {t.startNow}
        </Checkbox>
      </div>
      {ownBridge(form.mode) && <MoreChoices {...part} />}
    </FormDialog>
  );
}

/** What a network with a bridge of its own seldom needs. */
function MoreChoices({ form, set, errors }: NetworkPartProps) {
  const input = (
    key: 'address6' | 'domain' | 'mtu' | 'bridge',
    label: string,
    paths: string[],
    hint?: string,
  ) => (
    <Field error={errors(...paths)} hint={hint} label={label} note={t.optional}>
      <TextInput
        name={key}
        onChange={(event) => set({ [key]: event.target.value })}
        spellCheck={false}
        value={form[key]}
      />
    </Field>
  );
  return (
    <details>
      <summary className="cursor-pointer font-medium text-[13px]">{t.more}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {form.mode !== 'isolated' && <OnlyCard errors={errors} form={form} set={set} />}
        {input('address6', t.address6, ['ipv6', 'ipv6.address'], t.address6Hint)}
        {input('domain', t.domain, ['domain'])}
        {input('mtu', t.mtu, ['mtu'])}
        {input('bridge', t.ownBridge, ['bridge'], t.ownBridgeHint)}
      </div>
    </details>
  );
}
