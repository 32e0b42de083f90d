import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { execGuest } from '@/api/guest';
import type { ExecGuest, GuestExecResult, VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { formatBytes } from '@/lib/format';
import { text } from '@/text';
import { guestText } from '@/text/guest';
import { splitWords, tail } from './words';

const t = guestText;
const timeouts = [10, 30, 60, 300, 600].map((n) => ({ value: String(n), label: t.seconds(n) }));

interface Form {
  line: string;
  shell: boolean;
  input: string;
  seconds: string;
}

/** Runs a command in the guest and shows what it said. The dialog stays for the next one. */
export function ExecDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const [form, setForm] = useState<Form>({ line: '', shell: false, input: '', seconds: '30' });
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);
  const attempt = useMutation({
    mutationFn: (body: ExecGuest) => execGuest(vm.id, body, newIdempotencyKey(), stop.current.signal),
  });
  const errors = fieldErrors(attempt.error);
  const request = toExecRequest(form);
  const set = (part: Partial<Form>) => setForm({ ...form, ...part });
  return (
    <FormDialog
      action={attempt.isPending ? t.running : t.run}
      busy={attempt.isPending}
      {...(attempt.data && { cancel: text.close })}
      description={t.execHint}
      error={restOf(attempt.error, ['command'])}
      onClose={onClose}
      onSubmit={() => request && attempt.mutate(request)}
      ready={request !== undefined}
      title={t.execTitle(vm.name)}
      wide
    >
      <Field
        error={errors('command') ?? (splitWords(form.line) || form.shell ? undefined : t.unbalanced)}
        hint={form.shell ? undefined : t.commandHint}
        label={t.command}
      >
        <TextInput
          autoFocus
          className="font-mono"
          name="command"
          onChange={(event) => set({ line: event.target.value })}
          placeholder="/bin/ls -l /"
          spellCheck={false}
          value={form.line}
        />
      </Field>
      <Checkbox checked={form.shell} hint={t.shellHint} onChange={(shell) => set({ shell })}>
        {t.shell}
      </Checkbox>
      <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
        <Field label={t.input} note={t.optional}>
          <TextArea
            className="font-mono text-xs"
            name="input"
            onChange={(event) => set({ input: event.target.value })}
            rows={1}
            spellCheck={false}
            value={form.input}
          />
        </Field>
        <Field label={t.timeout}>
          <Select
            name="seconds"
            onChange={(seconds) => set({ seconds })}
            options={timeouts}
            value={form.seconds}
          />
        </Field>
      </div>
      {attempt.data && !attempt.isPending && <Result result={attempt.data} />}
    </FormDialog>
  );
}

/** The request that the form stands for; undefined while it stands for none. */
export function toExecRequest({ line, shell, input, seconds }: Form): ExecGuest | undefined {
  const words = shell ? ['/bin/sh', '-c', line] : splitWords(line);
  const [command, ...args] = line.trim() === '' ? [] : (words ?? []);
  if (!command) return undefined;
  return {
    command,
    ...(args.length > 0 && { args }),
    ...(input && { input }),
    timeoutSeconds: Number(seconds),
  };
}

function Result({ result }: { result: GuestExecResult }) {
  const good = result.exitCode === 0 && !result.signal;
  return (
    <section aria-live="polite" className="space-y-3 border-line border-t pt-4">
      <Badge icon={good ? 'succeeded' : 'failed'} tone={good ? 'ok' : 'danger'}>
        {result.signal ? t.signal(result.signal) : t.exit(result.exitCode)}
      </Badge>
      <Output label={t.output} said={result.output ?? ''} />
      <Output label={t.error} said={result.error ?? ''} />
      {result.truncated && <p className="text-[13px] text-warn">{t.truncated}</p>}
    </section>
  );
}

/** What the command wrote, in a box that scrolls. */
function Output({ label, said }: { label: string; said: string }) {
  const shown = tail(said);
  return (
    <div>
      <p className="mb-1 flex items-center justify-between gap-2 font-medium text-[13px]">
        {label}
        {said && (
          <Button kind="quiet" onClick={() => void navigator.clipboard.writeText(said)} size="small">
            {shown === said ? text.copy : t.copyAll}
          </Button>
        )}
      </p>
      {!said && <p className="text-muted text-xs">{t.nothing}</p>}
      {said && (
        <div className="rounded-lg bg-[#0b0d14] p-3 text-[#d9dce8]">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="max-h-60 overflow-auto font-mono text-xs" tabIndex={0}>
            {shown}
          </pre>
        </div>
      )}
      {shown !== said && (
        <p className="mt-1 text-muted text-xs">
          {t.cut(formatBytes(shown.length), formatBytes(said.length))}
        </p>
      )}
    </div>
  );
}
