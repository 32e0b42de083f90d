import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type OperationListQuery, operationStates } from '@/api/operations';
import { Blank, Loading } from '@/components/Blank';
import { Button } from '@/components/Button';
import { Select } from '@/components/Field';
import { PageHeader } from '@/components/PageHeader';
import { Problem } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { text } from '@/text';
import { operationsText } from '@/text/operations';
import { useOperations } from './hooks';
import { OperationItem } from './OperationItem';

const stateOptions: { value: (typeof operationStates)[number] | ''; label: string }[] = [
  { value: '', label: operationsText.anyState },
  ...operationStates.map((state) => ({ value: state, label: operationsText.state[state] })),
];

/** Every operation that is still kept, newest first. */
export function OperationsPage() {
  const { state } = useSearch({ from: '/shell/operations' });
  const navigate = useNavigate();
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        actions={
          <Select
            aria-label={operationsText.columns.state}
            className="w-40"
            onChange={(next) => void navigate({ to: '/operations', search: next ? { state: next } : {} })}
            options={stateOptions}
            value={state ?? ''}
          />
        }
        title={operationsText.title}
      />
      <ScrollPane className="min-h-0 grow px-4 pb-6 sm:px-6">
        <OperationList query={state ? { state } : {}} />
      </ScrollPane>
    </div>
  );
}

const step = 100;

/** Operations with their details, and a button for older ones. */
export function OperationList({
  query,
  showTarget = true,
}: {
  query: OperationListQuery;
  showTarget?: boolean;
}) {
  const [limit, setLimit] = useState(step);
  const { data, error } = useOperations(query, limit);
  if (error) return <Problem error={error} />;
  if (!data) return <Loading />;
  if (data.items.length === 0) {
    return <Blank hint={operationsText.emptyHint} icon="operations" title={operationsText.empty} />;
  }
  return (
    <>
      <div className="card divide-y divide-line">
        {data.items.map((operation) => (
          <OperationItem key={operation.id} operation={operation} showTarget={showTarget} />
        ))}
      </div>
      {data.next && limit < 1000 && (
        <Button className="mx-auto mt-4 flex" onClick={() => setLimit(Math.min(1000, limit + 2 * step))}>
          {text.operations.loadMore}
        </Button>
      )}
    </>
  );
}
