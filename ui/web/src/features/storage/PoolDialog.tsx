import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { createPool, poolKinds } from '@/api/storage';
import type { CreatePool, PoolKind } from '@/api/types';
import { Field, Select, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { storageText } from '@/text/storage';

const t = storageText;

type Values = Record<string, string>;

/** A new pool: its kind decides what has to be known of it. */
export function PoolDialog({ onClose }: { onClose: () => void }) {
  const kinds = useQuery({
    queryKey: [...keys.things('pool'), 'kinds'],
    queryFn: ({ signal }) => poolKinds(signal),
  });
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState('dir');
  const [values, setValues] = useState<Values>({});
  const attempt = useMutation({
    mutationFn: (body: CreatePool) => createPool(body, newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  const all = kinds.data?.items ?? [];
  const kind = all.find((one) => one.kind === chosen);
  const needs = kind?.needs ?? ['targetPath'];
  return (
    <FormDialog
      action={t.create}
      busy={attempt.isPending}
      error={restOf(attempt.error, ['name', 'kind', ...needs])}
      onClose={onClose}
      onSubmit={() => attempt.mutate(toRequest(name, chosen, values, needs))}
      title={t.newPool}
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
      <Field
        error={errors('kind')}
        hint={kind && !kind.possible ? t.notHere(kind.reason ?? '') : undefined}
        label={t.kind}
      >
        <Select name="kind" onChange={setChosen} options={kindOptions(all)} value={chosen} />
      </Field>
      {needs.map((path) => (
        <Field error={errors(path)} key={path} label={labelOf(path)}>
          <TextInput
            className="font-mono"
            name={path}
            onChange={(event) => setValues({ ...values, [path]: event.target.value })}
            spellCheck={false}
            value={values[path] ?? ''}
          />
        </Field>
      ))}
    </FormDialog>
  );
}

const kindOptions = (all: readonly PoolKind[]) =>
  all.map((kind) => ({ value: kind.kind, label: kind.title }));

const labelOf = (path: string) =>
  path === 'targetPath' ? t.folder : (t.source[path.replace(/^source\./, '')] ?? path);

/** The fields that the kind needs, as the request nests them; those of no use to it are not sent. */
function toRequest(name: string, kind: string, values: Values, needs: readonly string[]): CreatePool {
  const request: Record<string, unknown> = { name: name.trim(), kind };
  const source: Record<string, unknown> = {};
  for (const path of needs) {
    const value = (values[path] ?? '').trim();
    const [, field] = /^source\.(.+)$/.exec(path) ?? [];
    if (field) source[field] = field === 'devices' ? value.split(/[\s,]+/).filter(Boolean) : value;
    else request[path] = value;
  }
  if (Object.keys(source).length > 0) request['source'] = source;
  return request as unknown as CreatePool;
}
