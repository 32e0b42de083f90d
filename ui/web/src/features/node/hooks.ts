import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { getNode, getNodeMetrics } from '@/api/node';

/** The node. Events renew it; now and then it is asked anyway, for warnings that have no event. */
export function useNode() {
  return useQuery({ queryKey: keys.node, queryFn: ({ signal }) => getNode(signal), refetchInterval: 30_000 });
}

/** The node's figures of this moment. */
export function useNodeMetrics() {
  return useQuery({
    queryKey: keys.metrics,
    queryFn: ({ signal }) => getNodeMetrics(signal),
    refetchInterval: 5_000,
  });
}
