import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { cancelOperation } from '@/api/operations';
import type { Operation } from '@/api/types';
import { Button } from '@/components/Button';
import { toastError } from '@/state/toasts';
import { text } from '@/text';
import { operationsText } from '@/text/operations';
import { useMayChange } from '../session/hooks';
import { useAct } from '../vms/useAct';

const t = operationsText;
const PowerDialog = lazy(() => import('../vms/dialogs').then((all) => ({ default: all.PowerDialog })));

/** What can be done about an operation that is not over: give it up, or not wait for the guest. */
export function OperationActions({ operation }: { operation: Operation }) {
  if (!useMayChange() || !operation.cancelable) return null;
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      <CancelButton id={operation.id} />
      {operation.kind === 'vm.shutdown' && <PowerOffButton target={operation.target} />}
    </div>
  );
}

function CancelButton({ id }: { id: string }) {
  const cancel = useMutation({
    mutationFn: () => cancelOperation(id),
    onError: (error) => toastError(t.cancelOperation, error),
  });
  return (
    <Button
      disabled={cancel.isPending || cancel.isSuccess}
      onClick={() => cancel.mutate()}
      size="small"
      title={t.cancelOperation}
    >
      {cancel.isSuccess ? t.cancelRequested : text.cancel}
    </Button>
  );
}

/** Takes over from a shutdown that waits for its guest: the server cancels that one. */
function PowerOffButton({ target: { id, name = id } }: { target: Operation['target'] }) {
  const [asked, setAsked] = useState(false);
  const { act, isPending } = useAct({ id, name });
  return (
    <>
      <Button
        disabled={isPending}
        icon="stop"
        onClick={() => setAsked(true)}
        size="small"
        title={t.powerOffInsteadHint}
      >
        {t.powerOffInstead}
      </Button>
      {asked && (
        <Suspense>
          <PowerDialog
            asked="poweroff"
            danger
            name={name}
            onClose={() => setAsked(false)}
            onConfirm={() => act('poweroff')}
          />
        </Suspense>
      )}
    </>
  );
}
