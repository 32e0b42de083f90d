import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { setDHCPHost } from '@/api/networks';
import type { DHCPHost, Network } from '@/api/types';
import { Field, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { networksText } from '@/text/networks';

const t = networksText.host;

interface HostDialogProps {
  network: Network;
  /** What is kept, or proposed. */
  host: DHCPHost;
  onClose: () => void;
}

/** Keeps an address for a network card. */
export function HostDialog({ network, host, onClose }: HostDialogProps) {
  const [form, setForm] = useState(host);
  const attempt = useMutation({
    mutationFn: () => setDHCPHost(network.id, requestOf(form), newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  const input = (key: 'mac' | 'address' | 'name', mono = false) => (
    <TextInput
      className={mono ? 'font-mono' : ''}
      name={key}
      onChange={(event) => setForm({ ...form, [key]: event.target.value })}
      readOnly={key === 'mac' && host.mac !== ''}
      spellCheck={false}
      value={form[key] ?? ''}
    />
  );
  return (
    <FormDialog
      action={t.save}
      busy={attempt.isPending}
      description={t.hint}
      error={restOf(attempt.error, ['mac', 'path.mac', 'address', 'name'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      ready={form.mac.trim() !== '' && form.address.trim() !== ''}
      title={t.title}
    >
      <Field error={errors('mac') ?? errors('path.mac')} label={t.mac}>
        {input('mac', true)}
      </Field>
      <Field error={errors('address')} hint={network.ipv4?.address} label={t.address}>
        {input('address')}
      </Field>
      <Field error={errors('name')} label={t.name} note={networksText.form.optional}>
        {input('name')}
      </Field>
    </FormDialog>
  );
}

function requestOf({ mac, address, name }: DHCPHost): DHCPHost {
  return { mac: mac.trim(), address: address.trim(), ...(name?.trim() && { name: name.trim() }) };
}
