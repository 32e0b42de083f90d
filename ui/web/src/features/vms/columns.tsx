import type { ReactNode } from 'react';
import type { VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Icon } from '@/components/Icon';
import { Ago } from '@/components/Time';
import { formatBytes } from '@/lib/format';
import { labelEntries, labelText } from '@/lib/labels';
import { stringifySearch } from '@/lib/search';
import { text } from '@/text';
import { copiesText } from '@/text/copies';
import { StateBadge } from './StateBadge';
import { VMActions } from './VMActions';

const t = text.vms;

interface VMColumn {
  /** The API's sort key where the server can sort by it. */
  id: keyof typeof t.columns;
  cell: (vm: VM) => ReactNode;
  className: string;
}

/** The columns of the VM table. The server filters, sorts and pages. */
export const columns: readonly VMColumn[] = [
  { id: 'name', cell: (vm) => <NameCell vm={vm} />, className: 'min-w-0 flex-[3_1_0]' },
  { id: 'state', cell: (vm) => <StateCell vm={vm} />, className: 'w-28 sm:w-30 lg:w-40 shrink-0' },
  {
    id: 'vcpus',
    cell: (vm) => <span className="tabular-nums">{vm.vcpus}</span>,
    className: 'w-18 shrink-0 max-md:hidden',
  },
  {
    id: 'memoryBytes',
    cell: (vm) => <span className="tabular-nums">{formatBytes(vm.memoryBytes)}</span>,
    className: 'w-24 shrink-0 max-md:hidden',
  },
  {
    id: 'address',
    cell: (vm) => (
      <span className="truncate text-muted tabular-nums">{vm.nics?.find((nic) => nic.address)?.address}</span>
    ),
    className: 'w-34 shrink-0 max-2xl:hidden',
  },
  { id: 'labels', cell: (vm) => <LabelsCell vm={vm} />, className: 'min-w-0 flex-[3_1_0] max-lg:hidden' },
  {
    id: 'updatedAt',
    cell: (vm) => (
      <span className="text-muted">
        <Ago at={vm.updatedAt} />
      </span>
    ),
    className: 'w-28 shrink-0 max-lg:hidden',
  },
  {
    id: 'actions',
    cell: (vm) => <VMActions as="row" vm={vm} />,
    className: 'w-8 sm:w-18 shrink-0 flex justify-end',
  },
];

function StateCell({ vm }: { vm: VM }) {
  return (
    <span className="flex items-center gap-1">
      <StateBadge state={vm.state} title={vm.stateReason} />
      {vm.template && (
        <Badge icon="copy" title={copiesText.templateHint} tone="accent">
          <span className="max-lg:sr-only">{copiesText.templateBadge}</span>
        </Badge>
      )}
      {vm.savedState && (
        <Badge icon="save" title={t.savedStateHint} tone="info">
          <span className="max-lg:sr-only">{t.savedState}</span>
        </Badge>
      )}
    </span>
  );
}

function NameCell({ vm }: { vm: VM }) {
  return (
    <div className="min-w-0">
      <span className="flex min-w-0 items-center gap-2">
        <a className="truncate font-medium hover:text-accent-text hover:underline" href={`/vms/${vm.id}`}>
          {vm.name}
        </a>
        {vm.pending && vm.pending.length > 0 && (
          <span className="text-warn" title={t.pendingHint}>
            <Icon name="clock" size={14} />
            <span className="sr-only">{t.pendingHint}</span>
          </span>
        )}
      </span>
      <span className="block truncate text-muted text-xs">
        {vm.title}
        <span className="md:hidden">
          {vm.title && ' · '}
          {vm.vcpus} {t.columns.vcpus} · {formatBytes(vm.memoryBytes)}
        </span>
      </span>
    </div>
  );
}

/** Labels that fit a row; the others when pointed at. */
const shownLabels = 2;

function LabelsCell({ vm }: { vm: VM }) {
  const all = labelEntries(vm.labels).map(([key, value]) => labelText(key, value));
  return (
    <span className="flex min-w-0 items-center gap-1 overflow-hidden" title={all.join(', ')}>
      {all.slice(0, shownLabels).map((label) => (
        <a
          className="max-w-36 shrink-0 truncate rounded-md bg-off-soft px-1.5 py-0.5 text-off text-xs hover:bg-accent-soft hover:text-accent-text"
          key={label}
          href={`/vms${stringifySearch({ label })}`}
        >
          {label}
        </a>
      ))}
      {all.length > shownLabels && <span className="text-muted text-xs">+{all.length - shownLabels}</span>}
    </span>
  );
}
