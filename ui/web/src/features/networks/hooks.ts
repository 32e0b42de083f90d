import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { listHostInterfaces, listNetworks, listVMsOn } from '@/api/networks';

/** What changes on the host, or on VMs, has no event of a network: it is asked for this often. */
const lookMs = 10_000;

/** The names that choosing a network needs; the first page of them. */
export function useNetworks() {
  const { data } = useQuery({
    queryKey: keys.things('network', 'names'),
    queryFn: ({ signal }) => listNetworks(undefined, signal),
  });
  return data?.items ?? [];
}

export function useHostInterfaces() {
  return useQuery({
    queryKey: keys.things('network', 'interfaces'),
    queryFn: ({ signal }) => listHostInterfaces(signal),
    refetchInterval: lookMs,
  });
}

/** Some of the VMs on a network, and how many there are. */
export function useVMsOn(network: string, limit: number) {
  return useQuery({
    queryKey: keys.things('network', 'vms', network, limit),
    queryFn: ({ signal }) => listVMsOn(network, limit, signal),
    refetchInterval: lookMs,
  }).data;
}
