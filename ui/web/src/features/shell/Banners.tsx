import type { Hypervisor, Warning } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Button } from '@/components/Button';
import { Mend, sentence } from '@/components/Problem';
import { formatTimeOfDay } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import { useStream, useStreamStatus } from '@/stream/context';
import { text } from '@/text';
import { useNode } from '../node/hooks';

/** What everybody should know, whatever page they are on. */
export function Banners() {
  const node = useNode().data;
  return (
    <section aria-label={text.nav.notices}>
      {node?.demo && (
        <Banner icon="info" tone="info">
          {text.node.demo}
        </Banner>
      )}
      <ConnectionBanner />
      {node && !node.hypervisor.connected && <HypervisorAway hypervisor={node.hypervisor} />}
      <Warnings
        warnings={node?.warnings?.filter((warning) => !(node.demo && warning.id === toldByDemo)) ?? []}
      />
    </section>
  );
}

/** The warning that says in other words what the demo's banner says. */
const toldByDemo = 'simulated';

function ConnectionBanner() {
  const stream = useStream();
  const { phase, lastLiveAt, retryAt } = useStreamStatus();
  const now = useNow('seconds');
  if (phase !== 'waiting' && !(phase === 'connecting' && lastLiveAt !== undefined)) return null;
  const since = lastLiveAt === undefined ? undefined : formatTimeOfDay(lastLiveAt);
  const seconds = retryAt === undefined ? 0 : Math.ceil((retryAt - now) / 1000);
  return (
    <Banner
      action={
        <Button className="-my-0.5" onClick={() => stream.retryNow()} size="small">
          {text.stream.retryNow}
        </Button>
      }
      icon="warning"
      role="status"
      tone="danger"
    >
      {text.stream.lost(since)} <span aria-live="off">{text.stream.retryIn(seconds)}</span>
    </Banner>
  );
}

function HypervisorAway({ hypervisor }: { hypervisor: Hypervisor }) {
  return (
    <Banner icon="warning" role="status" tone="danger">
      <span className="font-medium">{text.node.hypervisorAway}</span> {text.node.hypervisorAwayHint}
      {hypervisor.detail && <span className="block">{sentence(hypervisor.detail)}</span>}
    </Banner>
  );
}

/** One warning openly; several behind their number. */
function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  const [first] = warnings;
  if (!first) return null;
  if (warnings.length === 1) {
    return (
      <Banner icon="warning" tone="warn">
        <WarningText warning={first} />
      </Banner>
    );
  }
  return (
    <Banner icon="warning" tone="warn">
      <details>
        <summary className="font-medium">{text.node.warnings(warnings.length)}</summary>
        <ul className="mt-1 space-y-1">
          {warnings.map((warning) => (
            <li key={warning.id + warning.detail}>
              <WarningText warning={warning} />
            </li>
          ))}
        </ul>
      </details>
    </Banner>
  );
}

export function WarningText({ warning }: { warning: Warning }) {
  return (
    <>
      {sentence(warning.detail)} <Mend words={warning.mend} />
    </>
  );
}
