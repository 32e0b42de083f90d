import type { Node, NodeMetrics } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Loading } from '@/components/Blank';
import { Card, Facts } from '@/components/Facts';
import { PageHeader } from '@/components/PageHeader';
import { Problem } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { Ago } from '@/components/Time';
import { formatBytes, formatCount } from '@/lib/format';
import { nodeText } from '@/text/node';
import { WarningText } from '../shell/Banners';
import { StateBadge, vmStates } from '../vms/StateBadge';
import { useNode, useNodeMetrics } from './hooks';

const t = nodeText;

/** This host: what runs its VMs, how much there is, what needs a look. */
export function NodePage() {
  const { data: node, error } = useNode();
  const metrics = useNodeMetrics().data;
  return (
    <ScrollPane className="h-full">
      <PageHeader title={node?.name ?? t.title} />
      <div className="space-y-4 px-4 pb-6 sm:px-6">
        <Problem error={error} />
        {metrics && <Figures metrics={metrics} />}
        {node ? <NodeCards metrics={metrics} node={node} /> : !error && <Loading />}
      </div>
    </ScrollPane>
  );
}

function Figures({ metrics }: { metrics: NodeMetrics }) {
  const used = metrics.hostMemoryBytes - metrics.hostMemoryAvailableBytes;
  return (
    <ul aria-label={t.now} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure name={t.vms} value={formatCount(metrics.vms)}>
        <span className="flex flex-wrap gap-1">
          {vmStates
            .filter((state) => metrics.vmsByState[state])
            .map((state) => (
              <StateBadge count={metrics.vmsByState[state] ?? 0} key={state} state={state} />
            ))}
        </span>
      </Figure>
      <Figure name={t.vcpus} value={formatCount(metrics.vcpus)}>
        {t.cpus(metrics.hostCpus)}
      </Figure>
      <Figure name={t.memoryUsed} value={formatBytes(used)}>
        <Meter label={t.memoryUsed} of={metrics.hostMemoryBytes} value={used} />
        {t.ofTotal(formatBytes(used), formatBytes(metrics.hostMemoryBytes))}
      </Figure>
      <Figure name={t.load} value={metrics.hostLoad1.toFixed(2)}>
        {t.cpus(metrics.hostCpus)}
      </Figure>
    </ul>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: React.ReactNode }) {
  return (
    <li className="card px-4 py-3">
      <p className="text-muted text-xs">{name}</p>
      <p className="mt-0.5 font-semibold text-xl tabular-nums tracking-tight">{value}</p>
      <div className="mt-1 text-muted text-xs">{children}</div>
    </li>
  );
}

function Meter({ value, of, label }: { value: number; of: number; label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in colours of their own
    <div
      aria-label={label}
      aria-valuemax={of}
      aria-valuemin={0}
      aria-valuenow={value}
      className="my-1.5 h-1.5 overflow-hidden rounded-full bg-off-soft"
      role="meter"
    >
      <div
        className="h-full rounded-full bg-accent"
        style={{ width: `${(100 * value) / Math.max(1, of)}%` }}
      />
    </div>
  );
}

function NodeCards({ node, metrics }: { node: Node; metrics: NodeMetrics | undefined }) {
  const { hypervisor, warnings = [] } = node;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card
        aside={
          hypervisor.connected ? (
            <Badge icon="succeeded" tone="ok">
              {t.connected}
            </Badge>
          ) : (
            <Badge icon="warning" tone="danger">
              {t.disconnected}
            </Badge>
          )
        }
        title={t.hypervisor}
      >
        <Facts
          facts={[
            [t.provider, t.providerName[hypervisor.provider] ?? hypervisor.provider],
            [t.hypervisorVersion, hypervisor.version],
            [t.uri, hypervisor.uri],
            [t.accel, t.accelName[hypervisor.accel]],
            [t.hostCPU, hypervisor.cpuModel],
            [t.memory, hypervisor.memoryBytes && formatBytes(hypervisor.memoryBytes)],
          ]}
        />
      </Card>
      <Card title={t.facts}>
        <Facts
          facts={[
            [
              t.id,
              <code className="font-mono text-xs" key="id">
                {node.id}
              </code>,
            ],
            [t.version, node.version],
            [t.started, <Ago at={node.startedAt} key="started" />],
            [t.vmMemory, metrics && formatBytes(metrics.vmMemoryBytes)],
            [t.dataFree, metrics && formatBytes(metrics.dataFreeBytes)],
            [t.resident, metrics && formatBytes(metrics.residentBytes)],
            [t.eventsStored, metrics && formatCount(metrics.eventsStored)],
            [t.eventsUnpublished, metrics && formatCount(metrics.eventsUnpublished)],
          ]}
        />
      </Card>
      <div className="lg:col-span-2">
        <Card title={t.warningsTitle}>
          <ul className="space-y-2 px-4 py-3 text-[13px]">
            {warnings.length === 0 && <li className="text-muted">{t.noWarnings}</li>}
            {warnings.map((warning) => (
              <li key={warning.id + warning.detail}>
                <WarningText warning={warning} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  );
}
