import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { setGuestPassword } from '@/api/guest';
import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Checkbox, Field, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { text } from '@/text';
import { guestText } from '@/text/guest';

const t = guestText;

/** Sets the password of an account of the guest. */
export function PasswordDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const [user, setUser] = useState('root');
  const [password, setPassword] = useState('');
  const [crypted, setCrypted] = useState(false);
  const [done, setDone] = useState<string>();
  const attempt = useMutation({
    mutationFn: () =>
      setGuestPassword(
        vm.id,
        { user: user.trim(), password, ...(crypted && { crypted }) },
        newIdempotencyKey(),
      ),
    onMutate: () => setDone(undefined),
    onSuccess: () => {
      setDone(user.trim());
      setPassword('');
    },
  });
  const errors = fieldErrors(attempt.error);
  return (
    <FormDialog
      action={t.setPassword}
      busy={attempt.isPending}
      {...(done && { cancel: text.close })}
      description={t.passwordHint}
      error={restOf(attempt.error, ['user', 'password'])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      ready={user.trim() !== '' && password !== ''}
      title={t.passwordTitle(vm.name)}
    >
      <Field error={errors('user')} hint={t.userHint} label={t.user}>
        <TextInput
          autoFocus
          name="guestUser"
          onChange={(event) => setUser(event.target.value)}
          spellCheck={false}
          value={user}
        />
      </Field>
      <Field error={errors('password')} label={t.newPassword}>
        <TextInput
          autoComplete="new-password"
          name="guestPassword"
          onChange={(event) => setPassword(event.target.value)}
          type="password"
          value={password}
        />
      </Field>
      <Checkbox checked={crypted} onChange={setCrypted}>
        {t.crypted}
      </Checkbox>
      {done && (
        <Banner as="box" icon="check" role="status" tone="info">
          {t.passwordSet(done)}
        </Banner>
      )}
    </FormDialog>
  );
}
