import { Loading } from '@/components/Blank';
import { ScrollPane } from '@/components/ScrollPane';
import { hardwareText } from '@/text/hardware';
import { useVM } from '../hooks';
import { PendingBanner } from '../PendingBanner';
import { DiskCard } from './DiskCard';
import { BootCard, CPUCard, DevicesCard, HostCard, TuningCard } from './HardwareCards';
import { NICCard } from './NICCard';

const t = hardwareText;

/** What the page's VM is made of, and what of it waits for the next start. */
export function HardwareTab() {
  const { data: vm } = useVM();
  if (!vm) return <Loading />;
  return (
    <ScrollPane className="h-full space-y-4 px-4 py-4 sm:px-6">
      <PendingBanner vm={vm} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <DiskCard vm={vm} />
        <NICCard vm={vm} />
        <CPUCard vm={vm} />
        <DevicesCard vm={vm} />
        <BootCard vm={vm} />
      </div>
      <details>
        <summary className="cursor-pointer font-semibold">
          {t.advanced}
          <span className="ml-2 font-normal text-muted text-xs">{t.advancedHint}</span>
        </summary>
        <div className="mt-4 grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
          <TuningCard vm={vm} />
          <HostCard vm={vm} />
        </div>
      </details>
    </ScrollPane>
  );
}
