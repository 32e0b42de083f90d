import { type FormEvent, useState } from 'react';
import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { Checkbox, Field, TextInput } from '@/components/Field';
import { text } from '@/text';
import { confirmText } from '@/text/confirm';
import { isActive } from './verbs';

interface DeleteDialogProps {
  vm: VM;
  onConfirm: (options: { volumes: boolean; force: boolean }) => void;
  onClose: () => void;
}

const t = confirmText.delete;

/** Asks before a VM goes for good. With its disks, or while it runs, its name must be typed. */
export function DeleteDialog({ vm, onConfirm, onClose }: DeleteDialogProps) {
  const [volumes, setVolumes] = useState(false);
  const [typed, setTyped] = useState('');
  const active = isActive(vm);
  const careful = active || volumes;

  function submit(event: FormEvent) {
    event.preventDefault();
    onConfirm({ volumes, force: active });
    onClose();
  }

  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={t.title(vm.name)}>
      <form className="flex min-h-0 flex-col" onSubmit={submit}>
        <DialogBody className="space-y-4">
          <p>{t.body}</p>
          {active && (
            <Banner as="box" icon="warning" tone="warn">
              {t.active}
            </Banner>
          )}
          <Checkbox checked={volumes} hint={volumes ? t.volumesHint : t.keepVolumes} onChange={setVolumes}>
            {t.volumes}
          </Checkbox>
          {careful && (
            <Field label={t.type(vm.name)}>
              <TextInput
                onChange={(event) => setTyped(event.target.value)}
                spellCheck={false}
                value={typed}
              />
            </Field>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button disabled={careful && typed !== vm.name} kind="danger" type="submit">
            {t.action}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
