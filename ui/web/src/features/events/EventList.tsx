import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { latestEvents } from '@/api/node';
import type { Event } from '@/api/types';
import { Blank, Loading } from '@/components/Blank';
import { Icon, type IconName } from '@/components/Icon';
import { Problem } from '@/components/Problem';
import { Ago } from '@/components/Time';
import { eventsText } from '@/text/events';
import { operationsText } from '@/text/operations';
import { askedBy, operationName } from '../operations/OperationState';

const firstPage = 200;

/** The latest events, newest first; the event stream adds new ones. */
export function EventList({ target }: { target?: string }) {
  const { data, error } = useQuery({
    queryKey: keys.eventList(target ? { target } : {}),
    queryFn: ({ signal }) => latestEvents(target, firstPage, signal),
  });
  if (error) return <Problem error={error} />;
  if (!data) return <Loading />;
  if (data.items.length === 0) {
    return <Blank hint={eventsText.emptyHint} icon="events" title={eventsText.empty} />;
  }
  return (
    <ol className="card divide-y divide-line">
      {data.items.toReversed().map((event) => (
        <EventRow event={event} key={event.cursor} showTarget={!target} />
      ))}
    </ol>
  );
}

function EventRow({ event, showTarget }: { event: Event; showTarget: boolean }) {
  const [icon, tone] = look(event);
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <Icon className={`mt-0.5 shrink-0 ${tone}`} name={icon} />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap gap-x-1.5 break-words">
          <span className="font-medium">{eventName(event)}</span>
          {showTarget && <TargetName event={event} />}
        </p>
        <p className="break-words text-muted text-xs">{details(event)}</p>
      </div>
      <span className="shrink-0 text-muted text-xs">
        <Ago at={event.at} />
      </span>
    </li>
  );
}

function TargetName({ event: { target, type } }: { event: Event }) {
  const name = target.name ?? target.id;
  if (target.kind !== 'vm' || type === 'vm.deleted') return <span className="text-muted">{name}</span>;
  return (
    <Link className="text-accent-text hover:underline" params={{ id: target.id }} to="/vms/$id">
      {name}
    </Link>
  );
}

/** "Operation started: Create". */
function eventName({ type, data }: Event): string {
  const name = special(type, data) ?? eventsText.type[type] ?? type;
  return data?.['kind'] ? `${name}: ${operationName(data['kind'])}` : name;
}

function special(type: string, data: Event['data']): string | undefined {
  if (type === 'vm.created' && data?.['origin'] === 'found') return eventsText.found;
  if (type !== 'operation.finished') return undefined;
  if (data?.['state'] === 'failed') return eventsText.failed;
  return data?.['state'] === 'canceled' ? eventsText.canceled : undefined;
}

/** Who caused it, and the facts that came with it. */
function details({ type, identity, data }: Event): string {
  const own = /^(node|hypervisor)\./.test(type);
  const who = identity ? operationsText.by(askedBy(identity)) : own ? '' : eventsText.world;
  const facts = Object.entries(data ?? {}).filter(([key, value]) => value !== '' && !told.has(key));
  return [who, ...facts.map(([, value]) => value)].filter(Boolean).join(' · ');
}

/** Facts that the event's name tells already. */
const told: ReadonlySet<string> = new Set(['kind', 'state', 'origin', 'provider']);

const looks: Record<string, [IconName, string]> = {
  'vm.created': ['plus', 'text-ok'],
  'vm.changed': ['edit', 'text-info'],
  'vm.deleted': ['trash', 'text-off'],
  'vm.started': ['play', 'text-ok'],
  'vm.stopped': ['stop', 'text-off'],
  'vm.paused': ['pause', 'text-warn'],
  'vm.resumed': ['play', 'text-ok'],
  'vm.suspended': ['moon', 'text-info'],
  'vm.crashed': ['warning', 'text-danger'],
  'vm.rebooted': ['reboot', 'text-info'],
  'operation.started': ['clock', 'text-muted'],
  'operation.finished': ['succeeded', 'text-muted'],
  'hypervisor.connected': ['node', 'text-ok'],
  'hypervisor.disconnected': ['warning', 'text-danger'],
};

function look({ type, data }: Event): [IconName, string] {
  if (data?.['state'] === 'failed') return ['failed', 'text-danger'];
  return looks[type] ?? ['info', 'text-muted'];
}
