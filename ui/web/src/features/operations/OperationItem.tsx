import { Link } from '@tanstack/react-router';
import { isFinal } from '@/api/operations';
import type { Operation } from '@/api/types';
import { Mend, sentence } from '@/components/Problem';
import { Progress } from '@/components/Progress';
import { Ago } from '@/components/Time';
import { formatDuration } from '@/lib/format';
import { operationsText } from '@/text/operations';
import { ChangeList } from './ChangeList';
import { OperationActions } from './OperationActions';
import { askedBy, OperationState, operationName } from './OperationState';

/** One operation with all that is to be known of it. */
export function OperationItem({
  operation,
  showTarget = true,
}: {
  operation: Operation;
  showTarget?: boolean;
}) {
  return (
    <article className="px-4 py-3">
      <div className="flex items-start justify-between gap-3">
        <p className="flex min-w-0 flex-wrap gap-x-1.5 break-words font-medium">
          <span>{operationName(operation.kind)}</span>
          {showTarget && <TargetLink operation={operation} />}
        </p>
        <OperationState state={operation.state} />
      </div>
      <p className="mt-0.5 flex flex-wrap gap-x-2 text-muted text-xs">
        <span>{operationsText.by(askedBy(operation.identity))}</span>
        <Ago at={operation.createdAt} />
        {operation.finishedAt && <span>{operationsText.took(took(operation))}</span>}
      </p>
      <OperationDetail operation={operation} />
    </article>
  );
}

/** Operations whose changes are worth reading: of others, they say what its name says. */
const tellsChanges = /^vm\.(update|hardware|disk\.\w+|nic\.\w+)$/;

/** Progress while it runs, and what can be done about it; why it failed, what it warns of and what it changed afterwards. */
export function OperationDetail({ operation }: { operation: Operation }) {
  const { error, warnings, changes, phase } = operation;
  return (
    <>
      {!isFinal(operation) && (
        <>
          <Progress className="mt-2" label={operationName(operation.kind)} percent={operation.percent} />
          {phase && <p className="mt-1 text-muted text-xs">{sentence(phase)}</p>}
          <OperationActions operation={operation} />
        </>
      )}
      {error && (
        <p className="mt-1.5 break-words text-[13px] text-danger">
          {sentence(error.detail)} <Mend words={error.mend} />
        </p>
      )}
      {warnings?.map((warning) => (
        <p className="mt-1.5 break-words text-[13px] text-warn" key={warning}>
          {sentence(warning)}
        </p>
      ))}
      {tellsChanges.test(operation.kind) && changes && changes.length > 0 && (
        <div className="mt-2">
          <ChangeList changes={changes} />
        </div>
      )}
    </>
  );
}

function TargetLink({ operation: { target, kind, state } }: { operation: Operation }) {
  const name = target.name ?? target.id;
  const gone = kind === 'vm.delete' && state === 'succeeded';
  if (target.kind !== 'vm' || gone) return <span className="font-normal">{name}</span>;
  return (
    <Link className="font-normal text-accent-text hover:underline" params={{ id: target.id }} to="/vms/$id">
      {name}
    </Link>
  );
}

function took({ createdAt, startedAt, finishedAt }: Operation): string {
  const ms = Date.parse(finishedAt ?? createdAt) - Date.parse(startedAt ?? createdAt);
  return ms < 100 ? operationsText.underTenth : formatDuration(ms);
}
