import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getScreenshot } from '@/api/consoles';
import { keys } from '@/api/keys';
import type { Disk, NIC, VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Card, Facts } from '@/components/Facts';
import { Icon } from '@/components/Icon';
import { Ago } from '@/components/Time';
import { formatBytes } from '@/lib/format';
import { labelEntries, labelText } from '@/lib/labels';
import { text } from '@/text';
import { vmText } from '@/text/vm';
import { useNode } from '../node/hooks';
import { NICAddresses } from './NICAddresses';
import { PendingBanner } from './PendingBanner';
import { isActive } from './verbs';

const t = vmText;

/** What is known about a VM. */
export function VMFacts({ vm }: { vm: VM }) {
  return (
    <div className="space-y-4">
      <PendingBanner vm={vm} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Thumbnail key={vm.id} vm={vm} />
        <Hardware vm={vm} />
        <About vm={vm} />
        <Card title={t.disks}>
          <List
            empty={t.noDisks}
            items={vm.disks ?? []}
            render={(disk) => <DiskItem disk={disk} key={disk.device} />}
          />
        </Card>
        <Card title={t.nics}>
          <List
            empty={t.noNICs}
            items={vm.nics ?? []}
            render={(nic) => <NICItem key={nic.mac} nic={nic} />}
          />
        </Card>
      </div>
    </div>
  );
}

/** How often the picture of the screen is renewed. */
const pictureMs = 10_000;

/** A picture of the VM's screen, which leads to the screen itself; nothing where there is none. */
function Thumbnail({ vm }: { vm: VM }) {
  const { data } = useQuery({
    queryKey: keys.screenshot(vm.id),
    queryFn: ({ signal }) => getScreenshot(vm.id, 640, signal),
    enabled: isActive(vm),
    refetchInterval: pictureMs,
    retry: false,
  });
  if (!data || !isActive(vm)) return null;
  return (
    <Link
      aria-label={t.toScreen}
      className="card overflow-hidden bg-[#0b0d14] lg:col-span-2"
      params={{ id: vm.id }}
      to="/vms/$id/screen"
    >
      <img alt={t.picture(vm.name)} className="mx-auto max-h-60 object-contain" src={data} />
    </Link>
  );
}

function Hardware({ vm }: { vm: VM }) {
  return (
    <Card title={t.hardware}>
      <Facts
        facts={[
          [t.vcpus, vm.vcpus],
          [t.memory, formatBytes(vm.memoryBytes)],
          [t.firmware, vm.firmware.toUpperCase()],
          [t.machine, vm.machine],
          [t.cpuModel, vm.cpuModel],
          [t.accel, vm.accel && t.accelName[vm.accel]],
          [t.autostart, vm.autostart ? text.yes : text.no],
        ]}
      />
    </Card>
  );
}

function About({ vm }: { vm: VM }) {
  const labels = labelEntries(vm.labels);
  const node = useNode().data;
  return (
    <Card title={t.identity}>
      <Facts
        facts={[
          [t.description, vm.description && <span className="whitespace-pre-wrap">{vm.description}</span>],
          [t.labels, labels.length > 0 ? <LabelLinks key="labels" labels={labels} /> : undefined],
          [t.reason, vm.stateReason],
          [vm.managed ? t.created : t.found, <Ago at={vm.createdAt} key="created" />],
          [t.updated, <Ago at={vm.updatedAt} key="updated" />],
          [t.managed, vm.managed ? t.managedYes : t.managedNo],
          [
            t.id,
            <code className="break-all font-mono text-xs" key="id">
              {vm.id}
            </code>,
          ],
          [t.node, node?.id === vm.node ? node.name : vm.node],
        ]}
      />
    </Card>
  );
}

function LabelLinks({ labels }: { labels: [string, string][] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {labels.map(([key, value]) => (
        <Link
          className="rounded-md bg-off-soft px-1.5 py-0.5 text-off text-xs hover:bg-accent-soft hover:text-accent-text"
          key={key}
          search={{ label: labelText(key, value) }}
          to="/vms"
        >
          {labelText(key, value)}
        </Link>
      ))}
    </span>
  );
}

interface ListProps<T> {
  items: readonly T[];
  empty: string;
  render: (item: T) => React.ReactNode;
}

function List<T>({ items, empty, render }: ListProps<T>) {
  if (items.length === 0) return <p className="px-4 py-3 text-[13px] text-muted">{empty}</p>;
  return <ul className="divide-y divide-line">{items.map(render)}</ul>;
}

function DiskItem({ disk }: { disk: Disk }) {
  const kind = t.diskKind[disk.kind] ?? disk.kind;
  return (
    <li className="flex gap-3 px-4 py-2.5 text-[13px]">
      <Icon className="mt-0.5 shrink-0 text-muted" name="disk" />
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{disk.device}</span>
          <span>
            {disk.sizeBytes ? formatBytes(disk.sizeBytes) : disk.source ? t.sizeUnknown : t.emptyDrive}
          </span>
          <span className="text-muted">{[kind, disk.bus, disk.format].filter(Boolean).join(' · ')}</span>
          {disk.readOnly && <Badge tone="off">{t.readOnly}</Badge>}
        </p>
        {disk.source && <p className="break-all text-muted text-xs">{disk.source}</p>}
        {disk.backing?.map((file) => (
          <p className="break-all text-muted text-xs" key={file}>
            {t.backing(file)}
          </p>
        ))}
      </div>
    </li>
  );
}

function NICItem({ nic }: { nic: NIC }) {
  return (
    <li className="flex gap-3 px-4 py-2.5 text-[13px]">
      <Icon className="mt-0.5 shrink-0 text-muted" name="network" />
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{nic.source ?? nic.kind}</span>
          <span className="text-muted">{[nic.kind, nic.model].filter(Boolean).join(' · ')}</span>
        </p>
        <p className="text-muted text-xs tabular-nums">{nic.mac}</p>
        <NICAddresses nic={nic} />
      </div>
    </li>
  );
}
