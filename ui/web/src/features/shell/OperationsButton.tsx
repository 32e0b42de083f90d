import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { listOperations } from '@/api/operations';
import { Spinner } from '@/components/Blank';
import { Icon } from '@/components/Icon';
import { cx } from '@/lib/cx';
import { text } from '@/text';

/** Opens the latest operations; shows how many run. */
export function OperationsButton({ onClick, compact = false }: { onClick: () => void; compact?: boolean }) {
  const running = useRunning();
  const label = running > 0 ? text.operations.running(running) : text.operations.drawer;
  return (
    <button
      className={cx(
        'flex items-center gap-2.5 rounded-lg px-2.5 text-[13px] text-muted transition-colors hover:bg-hover hover:text-text',
        compact ? 'h-9' : 'h-8 w-full',
      )}
      onClick={onClick}
      type="button"
    >
      {running > 0 ? <Spinner className="size-4 text-accent-text" /> : <Icon name="clock" />}
      <span className={compact ? 'sr-only' : ''}>{label}</span>
    </button>
  );
}

function useRunning(): number {
  const { data } = useQuery({
    queryKey: [...keys.operationList({ state: 'running' }), 'count'],
    queryFn: ({ signal }) => listOperations({ state: 'running', limit: 100 }, signal),
    refetchInterval: (query) => (query.state.data?.items.length ? 3000 : false),
  });
  return data?.items.length ?? 0;
}
