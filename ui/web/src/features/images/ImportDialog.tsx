import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { importImage } from '@/api/images';
import type { ImportImage } from '@/api/types';
import { uploadFile } from '@/api/uploads';
import { Field, Select, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { Progress } from '@/components/Progress';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { imagesText } from '@/text/images';

const t = imagesText;

type From = 'url' | 'file' | 'volume';

const choices: { value: From; label: string }[] = [
  { value: 'url', label: t.fromURL },
  { value: 'file', label: t.fromFile },
  { value: 'volume', label: t.fromVolume },
];

interface Form {
  from: From;
  name: string;
  url: string;
  file: File | undefined;
  volume: string;
  sha256: string;
  pool: string;
}

const empty: Form = {
  from: 'url',
  name: '',
  url: '',
  file: undefined,
  volume: '',
  sha256: '',
  pool: 'default',
};

/** A new image: fetched by the host, sent from this computer, or made of a volume. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(empty);
  const [percent, setPercent] = useState<number>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const attempt = useMutation({
    mutationFn: async () =>
      importImage(await requestOf(form, setPercent, stop.current.signal), newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
    onError: () => setPercent(undefined),
  });
  const errors = fieldErrors(attempt.error);
  const set = (part: Partial<Form>) => setForm({ ...form, ...part });
  return (
    <FormDialog
      action={percent === undefined ? t.submit : t.uploading(percent)}
      busy={attempt.isPending}
      error={restOf(attempt.error, ['name', 'url', 'sha256', 'pool', 'sourceVolume'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      ready={isReady(form)}
      title={t.import}
    >
      <Field label={t.from}>
        <Select name="from" onChange={(from) => set({ from })} options={choices} value={form.from} />
      </Field>
      <Origin errors={errors} form={form} set={set} />
      <Field error={errors('name')} hint={t.nameHint} label={t.name}>
        <TextInput
          name="name"
          onChange={(event) => set({ name: event.target.value })}
          spellCheck={false}
          value={form.name}
        />
      </Field>
      <Field error={errors('sha256')} hint={t.sha256Hint} label={t.sha256} note={t.optional}>
        <TextInput
          className="font-mono"
          name="sha256"
          onChange={(event) => set({ sha256: event.target.value })}
          spellCheck={false}
          value={form.sha256}
        />
      </Field>
      <Field error={errors('pool')} label={t.pool}>
        <TextInput
          name="pool"
          onChange={(event) => set({ pool: event.target.value })}
          spellCheck={false}
          value={form.pool}
        />
      </Field>
      {percent !== undefined && (
        <div className="space-y-1.5">
          <Progress label={t.uploading(percent)} percent={percent} />
          <p className="text-muted text-xs">{t.keepOpen}</p>
        </div>
      )}
    </FormDialog>
  );
}

interface OriginProps {
  form: Form;
  set: (part: Partial<Form>) => void;
  errors: (path: string) => string | undefined;
}

function Origin({ form, set, errors }: OriginProps) {
  if (form.from === 'url') {
    return (
      <Field error={errors('url')} hint={t.urlHint} label={t.url}>
        <TextInput
          className="font-mono"
          name="url"
          onChange={(event) =>
            set({ url: event.target.value, name: form.name || nameOf(event.target.value) })
          }
          placeholder="https://"
          spellCheck={false}
          type="url"
          value={form.url}
        />
      </Field>
    );
  }
  if (form.from === 'volume') {
    return (
      <Field error={errors('sourceVolume')} label={t.volume}>
        <TextInput
          className="font-mono"
          name="volume"
          onChange={(event) => set({ volume: event.target.value })}
          spellCheck={false}
          value={form.volume}
        />
      </Field>
    );
  }
  return (
    <Field hint={t.fileHint} label={t.file}>
      <input
        className="input h-auto py-1.5"
        name="file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          set({ file, name: form.name || nameOf(file?.name ?? '') });
        }}
        type="file"
      />
    </Field>
  );
}

const isReady = (form: Form) =>
  form.name.trim() !== '' &&
  (form.from === 'url'
    ? form.url.trim() !== ''
    : form.from === 'file'
      ? form.file !== undefined
      : form.volume.trim() !== '');

/** A name from a file's: without folders, query and what follows the first dot of its end. */
export function nameOf(path: string): string {
  const file = path.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '';
  return file
    .replace(/(\.(qcow2|img|raw|iso|gz|xz|zst))+$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
}

/** The request; for a file of this computer, after its bytes are in the pool. */
async function requestOf(
  form: Form,
  onPercent: (percent: number) => void,
  signal: AbortSignal,
): Promise<ImportImage> {
  const name = form.name.trim();
  const pool = form.pool.trim();
  const sha256 = form.sha256.trim() ? { sha256: form.sha256.trim() } : {};
  if (form.from === 'url') return { name, pool, url: form.url.trim(), ...sha256 };
  if (form.from === 'volume')
    return { name, pool, sourcePool: pool, sourceVolume: form.volume.trim(), ...sha256 };
  const volume = await uploadFile(form.file as File, { pool, ...sha256 }, onPercent, signal);
  return { name, pool, sourcePool: pool, sourceVolume: volume, take: true, ...sha256 };
}
