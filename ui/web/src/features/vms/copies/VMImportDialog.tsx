import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { importVM } from '@/api/copies';
import { deleteVolumeNamed } from '@/api/storage';
import { uploadFile, volumeName } from '@/api/uploads';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { Progress } from '@/components/Progress';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { copiesText } from '@/text/copies';
import { emptyImport, type ImportForm, importFields, isReady, toImportRequest } from './importForm';

const t = copiesText.import;

const choices = [
  { value: 'file', label: t.fromFile },
  { value: 'volume', label: t.fromVolume },
] as const;

/** A VM from an OVA: of this computer, or of a pool. */
export function VMImportDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(emptyImport);
  const { percent, source } = useSource();
  const attempt = useMutation({
    mutationFn: async () => {
      const volume = form.from === 'file' ? await source.send(form) : form.volume.trim();
      return importVM(toImportRequest(form, volume), newIdempotencyKey());
    },
    onSuccess: (operation) => {
      source.keep();
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  const set = (part: Partial<ImportForm>) => setForm({ ...form, ...part });
  const sending = attempt.isPending && percent !== undefined;
  return (
    <FormDialog
      action={sending ? (percent < 100 ? t.uploading(percent) : t.examining) : t.submit}
      busy={attempt.isPending}
      description={t.intro}
      error={restOf(attempt.error, importFields)}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      ready={isReady(form)}
      title={t.title}
    >
      <Field label={t.from}>
        <Select name="from" onChange={(from) => set({ from })} options={choices} value={form.from} />
      </Field>
      {form.from === 'file' ? (
        <Field hint={t.fileHint} label={t.file}>
          <input
            accept=".ova,.tar"
            className="input h-auto py-1.5"
            name="file"
            onChange={(event) => set({ file: event.target.files?.[0] })}
            type="file"
          />
        </Field>
      ) : (
        <Text at="volume" error={errors('sourceVolume')} form={form} hint={t.volumeHint} set={set} />
      )}
      <Text at="name" error={errors('name')} form={form} hint={t.nameHint} set={set} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Text
          at="pool"
          error={errors('pool') ?? errors('sourcePool')}
          form={form}
          hint={t.poolHint}
          set={set}
        />
        <Text at="network" error={errors('network')} form={form} hint={t.networkHint} set={set} />
      </div>
      <Checkbox checked={form.start} onChange={(start) => set({ start })}>
        {t.start}
      </Checkbox>
      {sending && (
        <div className="space-y-1.5">
          <Progress label={t.uploading(percent)} percent={percent} />
          <p className="text-muted text-xs">{t.keepOpen}</p>
        </div>
      )}
    </FormDialog>
  );
}

interface TextProps {
  at: 'volume' | 'name' | 'pool' | 'network';
  form: ImportForm;
  set: (part: Partial<ImportForm>) => void;
  hint: string;
  error: string | undefined;
}

/** A word of the form; name and network may be left empty. */
function Text({ at, form, set, hint, error }: TextProps) {
  const note = at === 'name' || at === 'network' ? copiesText.optional : undefined;
  return (
    <Field error={error} hint={hint} label={t[at]} note={note}>
      <TextInput
        name={at}
        onChange={(event) => set({ [at]: event.target.value })}
        spellCheck={false}
        value={form[at]}
      />
    </Field>
  );
}

interface Sent {
  file: File;
  pool: string;
  volume: string;
}

/**
 * Sends the form's file, once for one file and pool, so that a refused name needs no second upload.
 * What was sent and not imported is deleted when the dialog closes.
 */
function useSource() {
  const [percent, setPercent] = useState<number>();
  const sent = useRef<Sent>(undefined);
  const stop = useRef(new AbortController());
  const drop = () => {
    const left = sent.current;
    sent.current = undefined;
    if (left) void deleteVolumeNamed(left.pool, left.volume).catch(() => {}); // Storage shows it
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: at the end of the dialog only
  useEffect(() => {
    stop.current = new AbortController();
    return () => {
      stop.current.abort();
      drop();
    };
  }, []);
  const send = async (form: ImportForm): Promise<string> => {
    const file = form.file as File;
    const pool = form.pool.trim();
    if (sent.current?.file === file && sent.current.pool === pool) return sent.current.volume;
    drop();
    setPercent(0);
    const name = `import-${newIdempotencyKey().slice(0, 6)}-${volumeName(file.name)}`;
    try {
      const volume = await uploadFile(file, { pool, name }, setPercent, stop.current.signal);
      sent.current = { file, pool, volume };
      return volume;
    } finally {
      setPercent(undefined);
    }
  };
  const keep = () => {
    sent.current = undefined;
  };
  return { percent, source: { send, keep } };
}
