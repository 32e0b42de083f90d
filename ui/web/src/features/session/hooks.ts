import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { keys } from '@/api/keys';
import { me } from '@/api/session';
import type { Identity } from '@/api/types';

/** Who is logged in. */
export function useIdentity() {
  return useQuery({ queryKey: keys.me, queryFn: ({ signal }) => me(signal), staleTime: 60_000 }).data;
}

/** Whether the person may change anything: set once by the shell, because every row asks. */
export const MayChange = createContext(false);

export const useMayChange = (): boolean => use(MayChange);

/** Whether the person is an administrator: they may name files of the host. */
export const useIsAdministrator = (): boolean => useIdentity()?.role === 'administrator';

/** What MayChange holds, for who is logged in. */
export const mayChange = (identity: Identity | undefined) =>
  identity !== undefined && identity.role !== 'viewer';
