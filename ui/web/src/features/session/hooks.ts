import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { me } from '@/api/session';

/** Who is logged in. */
export function useIdentity() {
  return useQuery({ queryKey: keys.me, queryFn: ({ signal }) => me(signal), staleTime: 60_000 }).data;
}

/** Whether the person may change anything. */
export function useMayChange(): boolean {
  const identity = useIdentity();
  return identity !== undefined && identity.role !== 'viewer';
}
