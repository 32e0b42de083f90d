import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { ApiError } from '@/api/client';
import { keys } from '@/api/keys';
import type { VM } from '@/api/types';
import { getXML } from '@/api/vms';
import { Badge } from '@/components/Badge';
import { Blank, Loading } from '@/components/Blank';
import { Icon } from '@/components/Icon';
import { PageHeader } from '@/components/PageHeader';
import { Problem } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { Ago } from '@/components/Time';
import { text } from '@/text';
import { copiesText } from '@/text/copies';
import { vmText } from '@/text/vm';
import { EventList } from '../events/EventList';
import { OperationList } from '../operations/OperationsPage';
import { useVM } from './hooks';
import { StateBadge } from './StateBadge';
import { VMActions } from './VMActions';
import { VMFacts } from './VMFacts';

const t = vmText;

/** One VM: its head with state and actions, and the tab that the address names. */
export function VMPage() {
  const { data: vm, error } = useVM();
  if (error) return <Missing error={error} />;
  if (!vm) return <Loading />;
  return (
    <div className="flex h-full flex-col">
      <Link
        className="mx-4 mt-3 -mb-2 inline-flex w-fit items-center gap-1 text-muted text-xs hover:text-text sm:mx-6"
        to="/vms"
      >
        <Icon name="back" size={12} />
        {text.vms.title}
      </Link>
      <PageHeader
        actions={<VMActions as="bar" vm={vm} />}
        aside={<StateLine vm={vm} />}
        below={vm.title && <p className="break-words text-muted">{vm.title}</p>}
        title={vm.name}
      />
      <Tabs id={vm.id} />
      <div className="min-h-0 grow overflow-hidden">
        <Outlet />
      </div>
    </div>
  );
}

/** Codes of the address's fault: no VM has this id, or none could have it. */
const missing: ReadonlySet<string> = new Set(['not_found', 'invalid']);

function Missing({ error }: { error: unknown }) {
  if (!(error instanceof ApiError && missing.has(error.code))) {
    return (
      <div className="p-4 sm:p-6">
        <Problem error={error} />
      </div>
    );
  }
  return (
    <Blank
      action={
        <Link className="text-accent-text hover:underline" to="/vms">
          {text.errors.backToVMs}
        </Link>
      }
      hint={t.notFoundHint}
      icon="vm"
      title={t.notFound}
    />
  );
}

function StateLine({ vm }: { vm: VM }) {
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <StateBadge state={vm.state} />
      {vm.template && (
        <Badge icon="copy" title={copiesText.templateHint} tone="accent">
          {copiesText.templateBadge}
        </Badge>
      )}
      {vm.savedState && (
        <Badge icon="save" title={text.vms.savedStateHint} tone="info">
          {text.vms.savedState}
        </Badge>
      )}
      {vm.accel === 'tcg' && (
        <Badge icon="warning" title={text.vms.emulatedHint} tone="warn">
          {text.vms.emulated}
        </Badge>
      )}
      {!vm.persistent && (
        <Badge icon="info" title={text.vms.transientHint} tone="off">
          {text.vms.transient}
        </Badge>
      )}
      {vm.stateSince && (
        <span className="text-muted text-xs">
          <Ago at={vm.stateSince} />
        </span>
      )}
    </span>
  );
}

const tabs = [
  { to: '/vms/$id', label: t.tabs.overview, exact: true },
  { to: '/vms/$id/screen', label: t.tabs.screen, exact: false },
  { to: '/vms/$id/console', label: t.tabs.console, exact: false },
  { to: '/vms/$id/hardware', label: t.tabs.hardware, exact: false },
  { to: '/vms/$id/guest', label: t.tabs.guest, exact: false },
  { to: '/vms/$id/snapshots', label: t.tabs.snapshots, exact: false },
  { to: '/vms/$id/events', label: t.tabs.events, exact: false },
  { to: '/vms/$id/operations', label: t.tabs.operations, exact: false },
  { to: '/vms/$id/definition', label: t.tabs.xml, exact: false },
] as const;

function Tabs({ id }: { id: string }) {
  return (
    <nav
      aria-label={t.tabs.label}
      className="flex shrink-0 gap-1 overflow-x-auto border-line border-b px-3 sm:px-5"
    >
      {tabs.map((tab) => (
        <Link
          activeOptions={{ exact: tab.exact }}
          activeProps={{ className: 'border-accent-text !text-text font-medium' }}
          className="-mb-px inline-flex h-10 shrink-0 items-center whitespace-nowrap border-transparent border-b-2 px-2 text-muted -outline-offset-2 hover:text-text"
          key={tab.to}
          params={{ id }}
          to={tab.to}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

const pane = 'h-full px-4 py-4 sm:px-6';

export function VMOverviewTab() {
  const { data: vm } = useVM();
  return <ScrollPane className={pane}>{vm && <VMFacts vm={vm} />}</ScrollPane>;
}

export function VMEventsTab() {
  const { id } = useParams({ from: '/shell/vms/$id' });
  return (
    <ScrollPane className={pane}>
      <EventList target={id} />
    </ScrollPane>
  );
}

export function VMOperationsTab() {
  const { id } = useParams({ from: '/shell/vms/$id' });
  return (
    <ScrollPane className={pane}>
      <OperationList query={{ target: id }} showTarget={false} />
    </ScrollPane>
  );
}

/** The definition in the hypervisor's own format, to read. */
export function VMDefinitionTab() {
  const { id } = useParams({ from: '/shell/vms/$id' });
  const { data, error } = useQuery({ queryKey: keys.xml(id), queryFn: ({ signal }) => getXML(id, signal) });
  return (
    <ScrollPane className={pane}>
      <Problem error={error} />
      {data !== undefined && (
        <>
          <p className="mb-2 text-muted text-xs">{t.xmlHint}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="card overflow-x-auto p-4 font-mono text-xs leading-relaxed" tabIndex={0}>
            {data}
          </pre>
        </>
      )}
    </ScrollPane>
  );
}
