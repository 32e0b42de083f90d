import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { getOperation, isFinal, listOperations, type OperationListQuery } from '@/api/operations';
import type { Operation } from '@/api/types';

/** Progress has no events of its own: what runs is asked for this often. */
const progressMs = 700;

/** An operation, followed until it is final. It begins with what is known already. */
export function useOperation(known: Operation): Operation {
  const { data } = useQuery({
    queryKey: keys.operation(known.id),
    queryFn: ({ signal }) => getOperation(known.id, signal),
    initialData: known,
    enabled: (query) => !isFinal(query.state.data ?? known),
    refetchInterval: (query) => (isFinal(query.state.data ?? known) ? false : progressMs),
    staleTime: 0,
  });
  return isFinal(known) ? known : data;
}

/** The latest operations, of one thing or of all. */
export function useOperations(query: OperationListQuery, limit: number) {
  return useQuery({
    queryKey: [...keys.operationList(query), limit],
    queryFn: ({ signal }) => listOperations({ ...query, limit }, signal),
    refetchInterval: (result) => (result.state.data?.items.every(isFinal) === false ? progressMs : false),
    placeholderData: (previous) => previous,
  });
}
