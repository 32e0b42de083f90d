import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, newIdempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import type { VM, VMUpdate } from '@/api/types';
import { getVM, updateVM } from '@/api/vms';
import { Banner } from '@/components/Banner';
import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { Checkbox, Field, TextArea, TextInput } from '@/components/Field';
import { Problem } from '@/components/Problem';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { formatBytes } from '@/lib/format';
import { toastOperation } from '@/state/toasts';
import { CacheUpdater } from '@/stream/cache';
import { text } from '@/text';
import { createText } from '@/text/create';
import { editText } from '@/text/edit';
import { changesOf, conflictsOf, type EditForm, fromVM, unreadable } from './editForm';
import { SizeInput } from './SizeInput';
import { isActive } from './verbs';

const t = editText;
const shownFields = ['title', 'description', 'labels', 'vcpus', 'memoryBytes', 'autostart'];

/**
 * Changes a VM. Only what was changed is sent, with the revision that the dialog
 * began with: when the VM changed meanwhile, the dialog shows where, keeps what
 * was typed, and lets the person decide.
 */
export function EditDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const [begun, setBegun] = useState(vm);
  const [form, setForm] = useState(() => fromVM(vm));
  const [conflicts, setConflicts] = useState<(keyof EditForm)[]>([]);
  const attempt = useUpdate(begun, onClose, (now) => {
    setConflicts(conflictsOf(begun, now));
    setBegun(now);
  });
  const wrong = unreadable(form);
  const update = wrong.length > 0 ? undefined : changesOf(form, begun);
  const unchanged = update !== undefined && Object.keys(update).length === 0;
  const stale = attempt.error instanceof ApiError && attempt.error.code === 'stale';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (update) attempt.mutate(update);
  }

  const errors = fieldErrors(attempt.error);
  const at = (path: string) => (wrong.includes(path) ? createText.notANumber : errors(path));
  const now = (field: keyof EditForm, value: string) =>
    conflicts.includes(field) ? (
      <span className="text-warn">{t.conflictNow(value || text.none)}</span>
    ) : undefined;
  const set = (part: Partial<EditForm>) => setForm({ ...form, ...part });

  return (
    <Dialog
      description={isActive(vm) ? t.running : undefined}
      onOpenChange={(open) => !open && onClose()}
      open
      title={t.title(vm.name)}
      wide
    >
      <form className="flex min-h-0 flex-col" noValidate onSubmit={submit}>
        <DialogBody className="space-y-4 pb-3">
          {stale && (
            <Banner as="box" icon="warning" role="alert" tone="warn">
              <p className="font-medium">{t.conflict}</p>
              <p>{t.conflictBody}</p>
            </Banner>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field error={at('vcpus')} hint={now('vcpus', String(begun.vcpus))} label={createText.vcpus}>
              <TextInput
                inputMode="numeric"
                name="vcpus"
                onChange={(event) => set({ vcpus: event.target.value })}
                value={form.vcpus}
              />
            </Field>
            <Field
              error={at('memoryBytes')}
              hint={now('memory', formatBytes(begun.memoryBytes))}
              label={createText.memory}
            >
              <SizeInput onChange={(memory) => set({ memory })} size={form.memory} />
            </Field>
          </div>
          <Field error={at('title')} hint={now('title', begun.title ?? '')} label={createText.titleField}>
            <TextInput
              name="title"
              onChange={(event) => set({ title: event.target.value })}
              value={form.title}
            />
          </Field>
          <Field
            error={at('description')}
            hint={now('description', begun.description ?? '')}
            label={t.description}
          >
            <TextArea
              name="description"
              onChange={(event) => set({ description: event.target.value })}
              value={form.description}
            />
          </Field>
          <Field
            error={at('labels')}
            hint={now('labels', fromVM(begun).labels) ?? createText.labelsHint}
            label={createText.labels}
          >
            <TextInput
              name="labels"
              onChange={(event) => set({ labels: event.target.value })}
              value={form.labels}
            />
          </Field>
          <Checkbox checked={form.autostart} onChange={(autostart) => set({ autostart })}>
            {createText.autostart}
          </Checkbox>
          {!stale && <Problem error={restOf(attempt.error, shownFields)} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            disabled={attempt.isPending || unchanged || wrong.length > 0}
            kind="primary"
            title={unchanged ? t.unchanged : undefined}
            type="submit"
          >
            {attempt.isPending ? t.submitting : stale ? t.saveOver : t.submit}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function useUpdate(begun: VM, onSaved: () => void, onStale: (now: VM) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (update: VMUpdate) => updateVM(begun.id, update, begun.revision, newIdempotencyKey()),
    onSuccess: ({ vm, operation }) => {
      new CacheUpdater(queries).putVM(vm);
      void queries.invalidateQueries({ queryKey: keys.operations });
      toastOperation(operation);
      onSaved();
    },
    onError: async (error) => {
      if (error instanceof ApiError && error.code === 'stale') onStale(await getVM(begun.id));
    },
  });
}
