import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { changesText } from '@/text/changes';
import { ChangeList } from '../operations/ChangeList';

/** What of a VM waits for its next start; nothing when nothing does. */
export function PendingBanner({ vm }: { vm: VM }) {
  if (!vm.pending || vm.pending.length === 0) return null;
  return (
    <Banner as="box" icon="clock" tone="warn">
      <p className="font-medium">{changesText.title}</p>
      <p className="mb-2">{changesText.hint}</p>
      <div className="text-text">
        <ChangeList changes={vm.pending} />
      </div>
    </Banner>
  );
}
