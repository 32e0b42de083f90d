import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { getVM } from '@/api/vms';

/** The VM that the page is about. */
export function useVM() {
  const { id } = useParams({ from: '/shell/vms/$id' });
  return useQuery({ queryKey: keys.vm(id), queryFn: ({ signal }) => getVM(id, signal) });
}
