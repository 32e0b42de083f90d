import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import type { Operation } from '@/api/types';
import { IconButton } from '@/components/Button';
import { ProblemText } from '@/components/Problem';
import { dismissToast, type Toast } from '@/state/toasts';
import { text } from '@/text';
import { useOperation } from '../operations/hooks';
import { OperationDetail } from '../operations/OperationItem';
import { OperationState, operationName } from '../operations/OperationState';

/** Time to read a success; failures stay until they are dismissed. */
const successMs = 4000;
const changesMs = 9000; // there is more to read

/** One notice: of an operation, which it follows to its end, or of an error. */
export default function ToastBox({ toast }: { toast: Toast }) {
  if (toast.operation) return <OperationToast operation={toast.operation} />;
  return (
    <Frame id={toast.id}>
      <p className="pr-8 font-medium">{toast.title}</p>
      {toast.error !== undefined && (
        <div className="mt-0.5 text-[13px] text-danger">
          <ProblemText error={toast.error} />
        </div>
      )}
    </Frame>
  );
}

function OperationToast({ operation: started }: { operation: Operation }) {
  const operation = useOperation(started);
  useDismissal(operation);
  return (
    <Frame id={started.id}>
      <div className="flex items-start justify-between gap-2 pr-8">
        <p className="flex min-w-0 flex-wrap gap-x-1.5 break-words font-medium">
          <span>{operationName(operation.kind)}</span>
          <TargetName target={operation.target} />
        </p>
        <OperationState state={operation.state} />
      </div>
      <OperationDetail operation={operation} />
    </Frame>
  );
}

/** What it is done to; only a VM has a page of its own. */
function TargetName({ target }: { target: Operation['target'] }) {
  const name = target.name ?? target.id;
  if (target.kind !== 'vm') return <span className="font-normal">{name}</span>;
  return (
    <Link className="font-normal text-accent-text hover:underline" params={{ id: target.id }} to="/vms/$id">
      {name}
    </Link>
  );
}

/** Takes a success away when it has been there long enough to be read. */
function useDismissal({ id, state, warnings, changes }: Operation) {
  const readingMs = changes?.length || warnings?.length ? changesMs : successMs;
  const goes = state === 'canceled' || state === 'succeeded';
  useEffect(() => {
    if (!goes) return;
    const timer = setTimeout(() => dismissToast(id), readingMs);
    return () => clearTimeout(timer);
  }, [id, goes, readingMs]);
}

function Frame({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div className="card pointer-events-auto relative animate-enter px-4 py-3 shadow-pop" data-toast={id}>
      {children}
      <IconButton
        className="absolute top-2 right-2"
        icon="cross"
        label={text.dismiss}
        onClick={() => dismissToast(id)}
        size="small"
      />
    </div>
  );
}
