import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import type { Image } from '@/api/types';
import { createVM } from '@/api/vms';
import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/Field';
import { Icon } from '@/components/Icon';
import { Problem } from '@/components/Problem';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { joinBytes, splitBytes } from '@/lib/format';
import { toastOperation } from '@/state/toasts';
import { text } from '@/text';
import { createText } from '@/text/create';
import { CreateDisk, useReadyImages } from './CreateDisk';
import {
  type CreateForm,
  type CreatePartProps,
  emptyForm,
  isBootable,
  type NetworkChoice,
  shownFields,
  startsNow,
  toRequest,
  unreadable,
} from './createForm';
import { SizeInput } from './SizeInput';

const t = createText;

const networkOptions: { value: NetworkChoice; label: string }[] = [
  { value: 'default', label: t.networkDefault },
  { value: 'network', label: t.networkNamed },
  { value: 'bridge', label: t.networkBridge },
  { value: 'none', label: t.networkNone },
];

const firmwareOptions = [
  { value: 'bios', label: t.bios },
  { value: 'uefi', label: t.uefi },
] as const;

/** The few choices that a normal VM needs. What the server finds wrong is shown at its field. */
export function CreateDialog({ image, onClose }: { image?: string | undefined; onClose: () => void }) {
  const [typed, setForm] = useState(emptyForm);
  const form = withImage(typed, useReadyImages().disks, image);
  const attempt = useCreate(onClose);
  const errors = useErrors(form, attempt);
  const set = (part: Partial<CreateForm>) => setForm({ ...form, ...part });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (errors.check()) attempt.mutate(form);
  }

  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={t.title} wide>
      <form className="flex min-h-0 flex-col" noValidate onSubmit={submit}>
        <DialogBody className="space-y-4 pb-3">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field error={errors.at('name')} hint={t.nameHint} label={t.name}>
              <TextInput
                autoFocus
                name="name"
                onChange={(event) => set({ name: event.target.value })}
                spellCheck={false}
                value={form.name}
              />
            </Field>
            <Field error={errors.at('title')} label={t.titleField} note={t.optional}>
              <TextInput
                name="title"
                onChange={(event) => set({ title: event.target.value })}
                value={form.title}
              />
            </Field>
            <Field error={errors.at('vcpus')} label={t.vcpus}>
              <TextInput
                inputMode="numeric"
                name="vcpus"
                onChange={(event) => set({ vcpus: event.target.value })}
                value={form.vcpus}
              />
            </Field>
            <Field error={errors.at('memoryBytes')} label={t.memory}>
              <SizeInput onChange={(memory) => set({ memory })} size={form.memory} />
            </Field>
            <CreateDisk errors={errors.at} form={form} set={set} />
          </div>
          {form.disk === 'image' && <FirstLogin errors={errors.at} form={form} set={set} />}
          <details className="group">
            <summary className="inline-flex items-center gap-1 rounded-lg font-medium text-[13px] text-accent-text">
              <Icon className="transition-transform group-open:rotate-90" name="right" size={14} />
              {t.moreChoices}
            </summary>
            <MoreChoices errors={errors.at} form={form} set={set} />
          </details>
          <Checkbox
            checked={startsNow(form)}
            hint={isBootable(form) ? undefined : form.disk === 'none' ? t.startNoDisk : t.startEmpty}
            onChange={(start) => set({ start })}
          >
            {t.start}
          </Checkbox>
          <Problem error={restOf(attempt.error, shownFields)} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button disabled={attempt.isPending} kind="primary" type="submit">
            {attempt.isPending ? t.submitting : t.submit}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/**
 * The form as it is shown: until the person chooses, a new VM is made from an image where there is
 * one, and its disk is at least as large as the image.
 */
function withImage(form: CreateForm, images: readonly Image[], asked: string | undefined): CreateForm {
  const disk = form.disk ?? (images.length > 0 ? 'image' : 'new');
  const image = form.image || asked || images[0]?.name || '';
  const least = images.find(({ name }) => name === image)?.virtualSizeBytes ?? 0;
  const tooSmall = disk === 'image' && joinBytes(form.diskSize.value, form.diskSize.unit) < least;
  return { ...form, disk, image, ...(tooSmall && { diskSize: splitBytes(least) }) };
}

function FirstLogin({ form, set, errors }: CreatePartProps) {
  return (
    <fieldset className="space-y-3 rounded-lg border border-line p-4">
      <legend className="px-1 font-medium text-[13px]">{t.login}</legend>
      <p className="text-muted text-xs">{t.loginHint}</p>
      <Field
        error={errors('cloudInit.sshKeys', 'cloudInit.sshKeys[0]')}
        hint={t.sshKeysHint}
        label={t.sshKeys}
        note={t.optional}
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
      <div className="grid gap-4 sm:grid-cols-2">
        <Field error={errors('cloudInit.user')} hint={t.userHint} label={t.user} note={t.optional}>
          <TextInput
            name="user"
            onChange={(event) => set({ user: event.target.value })}
            spellCheck={false}
            value={form.user}
          />
        </Field>
        <Field
          error={errors('cloudInit.password')}
          hint={t.passwordHint}
          label={t.password}
          note={t.optional}
        >
          <TextInput
            autoComplete="new-password"
            name="guestPassword"
            onChange={(event) => set({ password: event.target.value })}
            type="password"
            value={form.password}
          />
        </Field>
      </div>
    </fieldset>
  );
}

function MoreChoices({ form, set, errors }: CreatePartProps) {
  const named = form.network === 'network' || form.network === 'bridge';
  return (
    <div className="mt-3 grid gap-4 sm:grid-cols-2">
      <Field error={errors('nics')} label={t.network}>
        <Select onChange={(network) => set({ network })} options={networkOptions} value={form.network} />
      </Field>
      {named && (
        <Field
          error={errors(`nics[0].${form.network}`)}
          label={form.network === 'bridge' ? t.bridgeName : t.networkName}
        >
          <TextInput
            name="networkName"
            onChange={(event) => set({ networkName: event.target.value })}
            value={form.networkName}
          />
        </Field>
      )}
      <Field error={errors('firmware')} label={t.firmware}>
        <Select onChange={(firmware) => set({ firmware })} options={firmwareOptions} value={form.firmware} />
      </Field>
      <Field
        className="sm:col-span-2"
        error={errors('labels')}
        hint={t.labelsHint}
        label={t.labels}
        note={t.optional}
      >
        <TextInput
          name="labels"
          onChange={(event) => set({ labels: event.target.value })}
          value={form.labels}
        />
      </Field>
      <div className="sm:col-span-2">
        <Checkbox checked={form.autostart} onChange={(autostart) => set({ autostart })}>
          {t.autostart}
        </Checkbox>
      </div>
    </div>
  );
}

function useCreate(onCreated: () => void) {
  const queries = useQueryClient();
  // One key for one form: sending it twice after a lost answer makes one VM.
  const key = useRef({ content: '', value: '' });
  return useMutation({
    mutationFn: (form: CreateForm) => {
      const request = toRequest(form);
      const content = JSON.stringify(request);
      if (key.current.content !== content) key.current = { content, value: newIdempotencyKey() };
      return createVM(request, key.current.value);
    },
    onSuccess: (operation) => {
      toastOperation(operation);
      void queries.invalidateQueries({ queryKey: keys.operations });
      onCreated();
    },
  });
}

/** The server's words at each field, and ours where a number cannot be read at all. */
function useErrors(form: CreateForm, attempt: { error: unknown; reset: () => void }) {
  const [unread, setUnread] = useState<ReadonlyMap<string, string>>(new Map());
  const fromServer = fieldErrors(attempt.error);
  return {
    at: (...paths: string[]) => paths.map((path) => unread.get(path) ?? fromServer(path)).find(Boolean),
    check: () => {
      const wrong = unreadable(form);
      setUnread(wrong);
      if (wrong.size > 0) attempt.reset();
      return wrong.size === 0;
    },
  };
}
