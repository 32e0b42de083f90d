import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@/api/client';
import { endNetwork, mayEndNetwork, type NetworkEnd } from '@/api/networks';
import type { Network } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Loading } from '@/components/Blank';
import { FormDialog } from '@/components/FormDialog';
import { sentence } from '@/components/Problem';
import { useOperate } from '@/lib/useOperate';
import { networksText } from '@/text/networks';

interface EndDialogProps {
  network: Network;
  end: NetworkEnd;
  onClose: () => void;
}

/** Asks before a network is stopped or deleted, and names the VMs that lose their link. */
export function EndDialog({ network, end, onClose }: EndDialogProps) {
  const t = networksText.end[end];
  const { operate } = useOperate();
  const { error, isPending } = useQuery({
    queryKey: ['mayEnd', end, network.id],
    queryFn: ({ signal }) => mayEndNetwork(network.id, end, signal),
    retry: false,
    gcTime: 0, // what VMs do now is asked each time
  });
  const used = error instanceof ApiError && error.code === 'conflict' ? error : undefined;
  const submit = () => {
    operate(t.action, (key) => endNetwork(network.id, end, used !== undefined, key));
    onClose();
  };
  return (
    <FormDialog
      action={used ? t.forceAction : t.action}
      busy={isPending}
      danger={used !== undefined || end === 'delete'}
      error={used ? undefined : error}
      onClose={onClose}
      onSubmit={submit}
      title={t.title(network.name)}
    >
      <p>{t.body}</p>
      {isPending && <Loading />}
      {used && (
        <Banner as="box" icon="warning" role="alert" tone="warn">
          <p className="font-medium">{sentence(used.message)}</p>
          <p>{t.force}</p>
        </Banner>
      )}
    </FormDialog>
  );
}
