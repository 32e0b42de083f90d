import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError } from '@/api/client';
import { setup } from '@/api/session';
import { Button } from '@/components/Button';
import { Field, TextInput } from '@/components/Field';
import { Problem } from '@/components/Problem';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { sessionText } from '@/text/session';
import { Frame } from './Frame';

const t = sessionText;

/** First use: the one-time code from the host makes the first administrator. */
export function SetupPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form, setForm] = useState({ code: '', name: 'admin', password: '', repeat: '' });
  const attempt = useMutation({
    mutationFn: () => setup({ code: form.code.trim(), name: form.name.trim(), password: form.password }),
    onSuccess: () => {
      queries.clear();
      void navigate({ to: '/vms', replace: true });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'wrong_state')
        void navigate({ to: '/login', replace: true });
    },
  });
  const errors = fieldErrors(attempt.error);
  const differ = form.repeat !== '' && form.repeat !== form.password;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (form.repeat === form.password) attempt.mutate();
  }

  const input = (name: keyof typeof form) => ({
    name,
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });

  return (
    <Frame hint={t.setupHint} title={t.setupTitle}>
      <form className="space-y-4" onSubmit={submit}>
        <Field
          error={errors('code')}
          hint={
            <>
              {t.codeHint} <code className="block font-mono text-text">{t.codeCommand}</code>
              {t.codeSocket}
            </>
          }
          label={t.code}
        >
          <TextInput autoFocus className="font-mono" spellCheck={false} {...input('code')} />
        </Field>
        <Field error={errors('name')} label={t.setupName}>
          <TextInput autoComplete="username" {...input('name')} />
        </Field>
        <Field error={errors('password')} hint={t.passwordHint} label={t.setupPassword}>
          <TextInput autoComplete="new-password" type="password" {...input('password')} />
        </Field>
        <Field error={differ ? t.passwordsDiffer : undefined} label={t.repeatPassword}>
          <TextInput autoComplete="new-password" type="password" {...input('repeat')} />
        </Field>
        <Problem error={restOf(attempt.error, ['code', 'name', 'password'])} />
        <Button className="w-full" disabled={attempt.isPending || differ} kind="primary" type="submit">
          {attempt.isPending ? t.creating : t.create}
        </Button>
      </form>
    </Frame>
  );
}
