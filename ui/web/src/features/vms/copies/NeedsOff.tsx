import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Button } from '@/components/Button';
import { copiesText } from '@/text/copies';
import { useAct } from '../useAct';

/** Says that a VM must be off first, and asks its guest to shut down. */
export function NeedsOff({ vm }: { vm: VM }) {
  const { act, isPending } = useAct(vm);
  const button = vm.state === 'running' && (
    <Button disabled={isPending} onClick={() => act('shutdown')} size="small">
      {copiesText.shutdown}
    </Button>
  );
  return (
    <Banner action={button} as="box" icon="power" role="status" tone="warn">
      {copiesText.needsOff}
    </Banner>
  );
}
