import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { typeText } from '@/api/consoles';
import type { VM } from '@/api/types';
import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { Field, Select, TextArea } from '@/components/Field';
import { Problem } from '@/components/Problem';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { text } from '@/text';
import { screenText } from '@/text/screen';

const t = screenText;
const remembered = 'novacron.layout';

/** Types text on the VM's keyboard. The layout is remembered in this browser. */
export function TypeDialog({
  vm,
  layouts,
  onClose,
}: {
  vm: VM;
  layouts: readonly string[];
  onClose: () => void;
}) {
  const [words, setWords] = useState('');
  const [layout, setLayout] = useState(() => localStorage.getItem(remembered) ?? 'en-us');
  const attempt = useMutation({
    mutationFn: () => typeText(vm.id, { text: words, layout }),
    onSuccess: onClose,
  });
  const errors = fieldErrors(attempt.error);

  function submit(event: FormEvent) {
    event.preventDefault();
    localStorage.setItem(remembered, layout);
    attempt.mutate();
  }

  return (
    <Dialog description={t.pasteHint} onOpenChange={(open) => !open && onClose()} open title={t.pasteTitle}>
      <form className="flex min-h-0 flex-col" noValidate onSubmit={submit}>
        <DialogBody className="space-y-4 pb-3">
          <Field error={errors('text')} label={t.pasteText}>
            <TextArea
              autoFocus
              className="font-mono"
              maxLength={1000}
              name="text"
              onChange={(event) => setWords(event.target.value)}
              rows={5}
              spellCheck={false}
              value={words}
            />
          </Field>
          <Field error={errors('layout')} hint={t.layoutHint} label={t.layout}>
            <Select
              name="layout"
              onChange={setLayout}
              options={layouts.map((value) => ({ value, label: value }))}
              value={layout}
            />
          </Field>
          <Problem error={restOf(attempt.error, ['text', 'layout'])} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button disabled={attempt.isPending || words === ''} kind="primary" type="submit">
            {attempt.isPending ? t.typing : t.type}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
