import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { updateNetwork } from '@/api/networks';
import type { Network } from '@/api/types';
import { Checkbox, Field, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { networksText } from '@/text/networks';
import { type EditForm, formOf, hasOwnBridge, updateOf } from './networkEdit';

const t = networksText;

/** Changes what of a network can be changed. */
export function NetworkEditDialog({ network, onClose }: { network: Network; onClose: () => void }) {
  const [begun] = useState(network);
  const [form, setForm] = useState(() => formOf(network));
  const update = updateOf(form, begun);
  const attempt = useMutation({
    mutationFn: () => updateNetwork(begun.id, update, begun.revision, newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  const input = (key: Exclude<keyof EditForm, 'autostart'>, label: string) => (
    <Field
      error={key === 'mtu' && Number.isNaN(update.mtu) ? t.form.notANumber : errors(key)}
      label={label}
      note={key === 'domain' || key === 'mtu' ? t.form.optional : undefined}
    >
      <TextInput
        name={key}
        onChange={(event) => setForm({ ...form, [key]: event.target.value })}
        spellCheck={false}
        value={form[key]}
      />
    </Field>
  );
  return (
    <FormDialog
      action={t.save}
      busy={attempt.isPending}
      error={restOf(attempt.error, ['autostart', 'start', 'end', 'domain', 'mtu'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      ready={Object.keys(update).length > 0 && !Number.isNaN(update.mtu)}
      title={t.editTitle(network.name)}
      {...(hasOwnBridge(network) && { description: t.editHint })}
    >
      <Checkbox checked={form.autostart} onChange={(autostart) => setForm({ ...form, autostart })}>
        {t.form.autostart}
      </Checkbox>
      {network.ipv4 && (
        <div className="grid gap-4 sm:grid-cols-2">
          {input('start', t.form.first)}
          {input('end', t.form.last)}
        </div>
      )}
      {hasOwnBridge(network) && (
        <div className="grid gap-4 sm:grid-cols-2">
          {input('domain', t.form.domain)}
          {input('mtu', t.form.mtu)}
        </div>
      )}
    </FormDialog>
  );
}
