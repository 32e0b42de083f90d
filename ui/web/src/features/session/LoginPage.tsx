import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { login } from '@/api/session';
import { Banner } from '@/components/Banner';
import { Button } from '@/components/Button';
import { Field, TextInput } from '@/components/Field';
import { Problem } from '@/components/Problem';
import { sessionText } from '@/text/session';
import { Frame } from './Frame';

/** Name and password. Afterwards the page that was asked for is shown. */
export function LoginPage() {
  const { next, ended } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useMutation({
    mutationFn: login,
    onSuccess: () => {
      queries.clear();
      void navigate({ to: next ?? '/vms', replace: true });
    },
    onError: () => setPassword(''),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    attempt.mutate({ name, password });
  }

  return (
    <Frame hint={sessionText.loginHint} title={sessionText.loginTitle}>
      <form className="space-y-4" onSubmit={submit}>
        {ended && !attempt.error && (
          <Banner as="box" icon="info" role="status" tone="info">
            {sessionText.ended}
          </Banner>
        )}
        <Field label={sessionText.name}>
          <TextInput
            autoComplete="username"
            autoFocus
            name="name"
            onChange={(event) => setName(event.target.value)}
            required
            value={name}
          />
        </Field>
        <Field label={sessionText.password}>
          <TextInput
            autoComplete="current-password"
            name="password"
            onChange={(event) => setPassword(event.target.value)}
            required
            type="password"
            value={password}
          />
        </Field>
        <Problem error={attempt.error} />
        <Button className="w-full" disabled={attempt.isPending} kind="primary" type="submit">
          {attempt.isPending ? sessionText.loggingIn : sessionText.logIn}
        </Button>
      </form>
    </Frame>
  );
}
