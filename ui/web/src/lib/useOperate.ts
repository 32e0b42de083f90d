import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import type { Operation } from '@/api/types';
import { toastError, toastOperation } from '@/state/toasts';

/** Asks for something that is an operation: it is followed in a toast, a refusal is shown in one. */
export function useOperate() {
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const operate = (title: string, ask: (idempotencyKey: string) => Promise<Operation>) => {
    setPending(true);
    ask(newIdempotencyKey())
      .then((operation) => {
        toastOperation(operation);
        void queries.invalidateQueries({ queryKey: keys.operations });
      })
      .catch((error: unknown) => toastError(title, error))
      .finally(() => setPending(false));
  };
  return { operate, isPending };
}
