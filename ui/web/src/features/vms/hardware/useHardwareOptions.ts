import { useQuery } from '@tanstack/react-query';
import { hardwareOptions } from '@/api/hardware';
import { keys } from '@/api/keys';

/** What hardware VMs can have on this host; it seldom changes. */
export function useHardwareOptions() {
  return useQuery({
    queryKey: [...keys.node, 'hardware'],
    queryFn: ({ signal }) => hardwareOptions(signal),
    staleTime: 300_000,
  }).data;
}

/** Choices with what is chosen now among them, whatever the host says. */
export function choices(
  offered: readonly string[] | undefined,
  now: string,
): { value: string; label: string }[] {
  const all = offered?.includes(now) || now === '' ? (offered ?? []) : [now, ...(offered ?? [])];
  return all.map((value) => ({ value, label: value }));
}
