import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { thawGuest } from '@/api/guest';
import { keys } from '@/api/keys';
import type { GuestAgent, VM } from '@/api/types';
import { Button } from '@/components/Button';
import { useOperate } from '@/lib/useOperate';
import { guestText } from '@/text/guest';
import { useIsAdministrator, useMayChange } from '../../session/hooks';

const t = guestText;
const load = () => import('./guestDialogs');
const ExecDialog = lazy(() => load().then((all) => ({ default: all.ExecDialog })));
const FreezeDialog = lazy(() => load().then((all) => ({ default: all.FreezeDialog })));
const PasswordDialog = lazy(() => load().then((all) => ({ default: all.PasswordDialog })));

/** What can be asked of the guest, by who may: commands and passwords are for administrators. */
export function GuestActions({ vm, agent }: { vm: VM; agent: GuestAgent }) {
  const mayChange = useMayChange();
  const isAdministrator = useIsAdministrator();
  const [open, setOpen] = useState<'exec' | 'password' | 'freeze'>();
  if (!mayChange) return null;
  const can = (command: string) => !agent.frozen && agent.commands.includes(command);
  const button = (what: 'exec' | 'password' | 'freeze', command: string) => (
    <Button
      disabled={!can(command)}
      onClick={() => setOpen(what)}
      title={can(command) || agent.frozen ? undefined : t.cannot}
    >
      {t[what]}
    </Button>
  );
  const close = () => setOpen(undefined);
  return (
    <div className="flex flex-wrap gap-2">
      {isAdministrator && button('exec', 'guest-exec')}
      {isAdministrator && button('password', 'guest-set-user-password')}
      {button('freeze', 'guest-fsfreeze-freeze')}
      <Suspense>
        {open === 'exec' && <ExecDialog onClose={close} vm={vm} />}
        {open === 'password' && <PasswordDialog onClose={close} vm={vm} />}
        {open === 'freeze' && <FreezeDialog onClose={close} vm={vm} />}
      </Suspense>
    </div>
  );
}

/** Ends a freeze, whoever began it. */
export function ThawButton({ vm }: { vm: VM }) {
  const queries = useQueryClient();
  const { operate, isPending } = useOperate();
  if (!useMayChange()) return null;
  const thaw = async (key: string) => {
    const operation = await thawGuest(vm.id, key);
    void queries.invalidateQueries({ queryKey: keys.agent(vm.id) });
    return operation;
  };
  return (
    <Button disabled={isPending} onClick={() => operate(t.thaw, thaw)} size="small">
      {t.thaw}
    </Button>
  );
}
