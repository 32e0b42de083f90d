import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import type { Operation, VM } from '@/api/types';
import { deleteVM, type PowerVerb, powerVM } from '@/api/vms';
import { toastError, toastOperation } from '@/state/toasts';
import { text } from '@/text';

/** What can be asked of a VM beside its power verbs. */
export type Act = PowerVerb | 'startFresh' | { delete: { volumes: boolean; force: boolean } };

/**
 * Does something to a VM: the operation is followed in a toast, a refusal is
 * shown in one. Every row of the table has it, so it costs no more than a state.
 */
export function useAct(vm: Pick<VM, 'id' | 'name'>) {
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const act = (asked: Act) => {
    setPending(true);
    void perform(queries, vm, asked).finally(() => setPending(false));
  };
  return { act, isPending };
}

async function perform(queries: QueryClient, vm: Pick<VM, 'id' | 'name'>, act: Act) {
  try {
    toastOperation(await ask(vm.id, act));
    void queries.invalidateQueries({ queryKey: keys.operations });
  } catch (error) {
    toastError(text.toasts.asked(nameOf(act), vm.name), error);
  }
}

function ask(id: string, act: Act): Promise<Operation> {
  const key = newIdempotencyKey();
  if (typeof act === 'object') return deleteVM(id, act.delete, key);
  if (act === 'startFresh') return powerVM(id, 'start', key, true);
  return powerVM(id, act, key);
}

const nameOf = (act: Act) => (typeof act === 'object' ? text.verbs.delete : text.verbs[act]);
