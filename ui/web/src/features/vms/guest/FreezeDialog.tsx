import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { freezeGuest } from '@/api/guest';
import { keys } from '@/api/keys';
import type { VM } from '@/api/types';
import { Field, Select } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { toastOperation } from '@/state/toasts';
import { guestText } from '@/text/guest';

const t = guestText;
const choices = [10, 30, 60, 300, 600].map((n) => ({ value: String(n), label: t.seconds(n) }));
/** The guest's agent is asked again when the freeze has likely begun. */
const lookAgainMs = 700;

/** Freezes the guest's file systems for a while. */
export function FreezeDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const queries = useQueryClient();
  const [seconds, setSeconds] = useState('30');
  const attempt = useMutation({
    mutationFn: () => freezeGuest(vm.id, Number(seconds), newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      setTimeout(() => void queries.invalidateQueries({ queryKey: keys.agent(vm.id) }), lookAgainMs);
      onClose();
    },
  });
  return (
    <FormDialog
      action={t.freezeAction}
      busy={attempt.isPending}
      error={attempt.error}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      title={t.freezeTitle(vm.name)}
    >
      <p className="text-sm">{t.freezeBody}</p>
      <Field label={t.freezeSeconds}>
        <Select name="seconds" onChange={setSeconds} options={choices} value={seconds} />
      </Field>
    </FormDialog>
  );
}
