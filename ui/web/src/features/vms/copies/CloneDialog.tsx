import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { cloneVM } from '@/api/copies';
import { keys } from '@/api/keys';
import { listPools } from '@/api/storage';
import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { copiesText } from '@/text/copies';
import { isActive } from '../verbs';
import { type CloneForm, cloneFields, cloneNote, newClone, toCloneRequest } from './cloneForm';
import { NeedsOff } from './NeedsOff';

const t = copiesText.clone;

const kinds = [
  { value: 'full', label: t.kinds.full },
  { value: 'linked', label: t.kinds.linked },
] as const;

interface PartProps {
  form: CloneForm;
  set: (part: Partial<CloneForm>) => void;
  errors: (path: string) => string | undefined;
}

/** A new VM after this one. */
export function CloneDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const [form, setForm] = useState(() => newClone(vm));
  const attempt = useMutation({
    mutationFn: () => cloneVM(vm.id, toCloneRequest(form), newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  const set = (part: Partial<CloneForm>) => setForm({ ...form, ...part });
  return (
    <FormDialog
      action={t.action}
      busy={attempt.isPending}
      error={restOf(attempt.error, cloneFields)}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      ready={form.name.trim() !== '' && !isActive(vm)}
      title={t.title(vm.name)}
      wide
    >
      {isActive(vm) && <NeedsOff vm={vm} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field error={errors('name')} label={t.name}>
          <TextInput
            autoFocus
            name="name"
            onChange={(event) => set({ name: event.target.value })}
            spellCheck={false}
            value={form.name}
          />
        </Field>
        <PoolField errors={errors} form={form} set={set} />
        <Field
          className="sm:col-span-2"
          error={errors('linked')}
          hint={vm.template ? undefined : t.fullOnly}
          label={t.kind}
        >
          <Select
            name="kind"
            onChange={(kind) => set({ kind })}
            options={vm.template ? kinds : kinds.slice(0, 1)}
            value={form.kind}
          />
        </Field>
      </div>
      <Checkbox
        checked={form.newIdentity}
        hint={t.identityHint}
        onChange={(newIdentity) => set({ newIdentity })}
      >
        {t.identity}
      </Checkbox>
      {form.newIdentity && <Identity errors={errors} form={form} set={set} />}
      <Banner as="box" icon="info" tone="info">
        {t.note[cloneNote(form)]}
      </Banner>
      <Checkbox checked={form.start} onChange={(start) => set({ start })}>
        {t.start}
      </Checkbox>
    </FormDialog>
  );
}

/** Where the disks go. */
function PoolField({ form, set, errors }: PartProps) {
  const { data } = useQuery({
    queryKey: keys.things('pool', 'choice'),
    queryFn: ({ signal }) => listPools(undefined, signal),
  });
  const pools = (data?.items ?? []).map(({ name }) => ({ value: name, label: name }));
  return (
    <Field error={errors('pool')} label={t.pool}>
      <Select
        name="pool"
        onChange={(pool) => set({ pool })}
        options={[{ value: '', label: t.poolSame }, ...pools]}
        value={form.pool}
      />
    </Field>
  );
}

/** What cloud-init tells the clone's guest at its next boot. */
function Identity({ form, set, errors }: PartProps) {
  return (
    <div className="grid gap-4 rounded-lg border border-line p-4 sm:grid-cols-2">
      <Field error={errors('cloudInit.hostname')} hint={t.hostnameHint} label={t.hostname}>
        <TextInput
          name="hostname"
          onChange={(event) => set({ hostname: event.target.value })}
          spellCheck={false}
          value={form.hostname}
        />
      </Field>
      <Field error={errors('cloudInit.user')} hint={t.userHint} label={t.user} note={copiesText.optional}>
        <TextInput
          name="user"
          onChange={(event) => set({ user: event.target.value })}
          spellCheck={false}
          value={form.user}
        />
      </Field>
      <Field
        className="sm:col-span-2"
        error={errors('cloudInit.sshKeys') ?? errors('cloudInit.sshKeys[0]')}
        hint={t.sshKeysHint}
        label={t.sshKeys}
        note={copiesText.optional}
      >
        <TextArea
          className="font-mono text-xs"
          name="sshKeys"
          onChange={(event) => set({ sshKeys: event.target.value })}
          placeholder="ssh-ed25519 AAAA…"
          rows={2}
          spellCheck={false}
          value={form.sshKeys}
        />
      </Field>
    </div>
  );
}
