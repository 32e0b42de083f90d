import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { createSnapshot } from '@/api/snapshots';
import type { CreateSnapshot, VM } from '@/api/types';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { snapshotsText } from '@/text/snapshots';
import { isActive } from '../verbs';

const t = snapshotsText;

type Freeze = NonNullable<CreateSnapshot['freeze']>;
const freezeChoices = (Object.keys(t.freezeChoice) as Freeze[]).map((value) => ({
  value,
  label: t.freezeChoice[value],
}));

/** A new point that the VM can return to. */
export function SnapshotDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [memory, setMemory] = useState(false);
  const [freeze, setFreeze] = useState<Freeze>('auto');
  const attempt = useMutation({
    mutationFn: () =>
      createSnapshot(
        vm.id,
        {
          ...(name.trim() && { name: name.trim() }),
          ...(description && { description }),
          ...(memory ? { memory } : isActive(vm) && { freeze }),
        },
        newIdempotencyKey(),
      ),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  return (
    <FormDialog
      action={t.take}
      busy={attempt.isPending}
      error={restOf(attempt.error, ['name', 'description'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      title={t.take}
    >
      <Field error={errors('name')} hint={t.nameHint} label={t.name} note={t.optional}>
        <TextInput
          autoFocus
          name="name"
          onChange={(event) => setName(event.target.value)}
          spellCheck={false}
          value={name}
        />
      </Field>
      <Field error={errors('description')} label={t.description} note={t.optional}>
        <TextArea
          name="description"
          onChange={(event) => setDescription(event.target.value)}
          value={description}
        />
      </Field>
      {isActive(vm) && (
        <Checkbox checked={memory} hint={t.withMemoryHint} onChange={setMemory}>
          {t.withMemory}
        </Checkbox>
      )}
      {isActive(vm) && !memory && (
        <Field label={t.freeze}>
          <Select onChange={setFreeze} options={freezeChoices} value={freeze} />
        </Field>
      )}
    </FormDialog>
  );
}
