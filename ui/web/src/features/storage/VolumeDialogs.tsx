import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { createVolume, resizeVolume } from '@/api/storage';
import type { Operation, Pool, Volume } from '@/api/types';
import { Field, Select, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { joinBytes, splitBytes } from '@/lib/format';
import { toastOperation } from '@/state/toasts';
import { storageText } from '@/text/storage';
import { SizeInput } from '../vms/SizeInput';

const t = storageText;
const formats = ['qcow2', 'raw'] as const;

/** An empty volume of a size. */
export function VolumeDialog({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const [name, setName] = useState('');
  const [size, setSize] = useState(splitBytes(20 * 2 ** 30));
  const [format, setFormat] = useState<(typeof formats)[number]>('qcow2');
  const attempt = useMutation({
    mutationFn: () =>
      createVolume(
        { pool: pool.id, name: name.trim(), format, capacityBytes: joinBytes(size.value, size.unit) },
        newIdempotencyKey(),
      ),
    onSuccess: done(onClose),
  });
  const errors = fieldErrors(attempt.error);
  return (
    <FormDialog
      action={t.create}
      busy={attempt.isPending}
      error={restOf(attempt.error, ['name', 'capacityBytes', 'format'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      title={t.newVolume}
    >
      <Field error={errors('name')} hint={t.nameHint} label={t.name}>
        <TextInput
          autoFocus
          name="name"
          onChange={(event) => setName(event.target.value)}
          spellCheck={false}
          value={name}
        />
      </Field>
      <Field error={errors('capacityBytes')} label={t.size}>
        <SizeInput onChange={setSize} size={size} />
      </Field>
      <Field error={errors('format')} label={t.format}>
        <Select
          onChange={setFormat}
          options={formats.map((value) => ({ value, label: value }))}
          value={format}
        />
      </Field>
    </FormDialog>
  );
}

export function ResizeDialog({ volume, onClose }: { volume: Volume; onClose: () => void }) {
  const [size, setSize] = useState(splitBytes(volume.capacityBytes));
  const attempt = useMutation({
    mutationFn: () => resizeVolume(volume.id, joinBytes(size.value, size.unit), newIdempotencyKey()),
    onSuccess: done(onClose),
  });
  return (
    <FormDialog
      action={t.resizeAction}
      busy={attempt.isPending}
      description={t.resizeHint}
      error={restOf(attempt.error, ['capacityBytes'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      title={t.resizeTitle(volume.name)}
    >
      <Field error={fieldErrors(attempt.error)('capacityBytes')} label={t.size}>
        <SizeInput onChange={setSize} size={size} />
      </Field>
    </FormDialog>
  );
}

const done = (onClose: () => void) => (operation: Operation) => {
  toastOperation(operation);
  onClose();
};
