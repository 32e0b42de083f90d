import { useQuery } from '@tanstack/react-query';
import { listAddresses, listFilesystems, listGuestUsers } from '@/api/guest';
import { keys } from '@/api/keys';
import type { GuestAgent, GuestFilesystem, VM } from '@/api/types';
import { Loading } from '@/components/Blank';
import { Card, Facts } from '@/components/Facts';
import { Meter } from '@/components/Meter';
import { Problem } from '@/components/Problem';
import { Ago } from '@/components/Time';
import { formatBytes } from '@/lib/format';
import { guestText } from '@/text/guest';

const t = guestText;
const renewMs = 30_000;

/** What the guest is. */
export function System({ agent: { os, hostname, version } }: { agent: GuestAgent }) {
  return (
    <Card title={t.system}>
      <Facts
        facts={[
          [t.hostname, hostname],
          [t.os, os.name ?? [os.id, os.version].filter(Boolean).join(' ')],
          [t.kernel, os.kernel],
          [t.machine, os.machine],
          [t.agent, t.agentAnswers(version ?? '')],
        ]}
      />
    </Card>
  );
}

interface Asked<T> {
  data: { items: T[] } | undefined;
  error: unknown;
}

/** One list of the guest's: what is in it, that nothing is, or why it cannot be had. */
function List<T>({
  title,
  empty,
  asked: { data, error },
  children,
}: {
  title: string;
  empty: string;
  asked: Asked<T>;
  children: (items: T[]) => React.ReactNode;
}) {
  return (
    <Card title={title}>
      {error && !data ? (
        <div className="p-4">
          <Problem error={error} />
        </div>
      ) : !data ? (
        <Loading />
      ) : data.items.length === 0 ? (
        <p className="px-4 py-3 text-[13px] text-muted">{empty}</p>
      ) : (
        <ul className="max-h-96 divide-y divide-line overflow-y-auto text-[13px]">{children(data.items)}</ul>
      )}
    </Card>
  );
}

export function Filesystems({ vm }: { vm: VM }) {
  const asked = useQuery({
    queryKey: keys.guest(vm.id, 'filesystems'),
    queryFn: ({ signal }) => listFilesystems(vm.id, signal),
    refetchInterval: renewMs,
    retry: false,
  });
  return (
    <List asked={asked} empty={t.noFilesystems} title={t.filesystems}>
      {(items) => items.map((item) => <Filesystem item={item} key={`${item.mountpoint} ${item.device}`} />)}
    </List>
  );
}

/** Fuller than this a file system needs somebody. */
const fullPercent = 90;

function Filesystem({ item }: { item: GuestFilesystem }) {
  const { mountpoint, device, type, totalBytes = 0, usedBytes = 0 } = item;
  return (
    <li className="px-4 py-2.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="break-all font-medium font-mono text-xs">{mountpoint}</span>
        <span className="text-muted text-xs tabular-nums">
          {totalBytes > 0 ? t.used(formatBytes(usedBytes), formatBytes(totalBytes)) : t.notKnown}
        </span>
      </p>
      {totalBytes > 0 && (
        <div className="my-1.5">
          <Meter high={fullPercent} label={t.fillOf(mountpoint)} percent={(100 * usedBytes) / totalBytes} />
        </div>
      )}
      <p className="break-all text-muted text-xs">
        {type} · {device}
      </p>
    </li>
  );
}

export function Users({ vm }: { vm: VM }) {
  const asked = useQuery({
    queryKey: keys.guest(vm.id, 'users'),
    queryFn: ({ signal }) => listGuestUsers(vm.id, signal),
    refetchInterval: renewMs,
    retry: false,
  });
  return (
    <List asked={asked} empty={t.noUsers} title={t.users}>
      {(items) =>
        items.map((user) => (
          <li
            className="flex flex-wrap justify-between gap-x-3 px-4 py-2.5"
            key={`${user.domain} ${user.name} ${user.loggedInAt}`}
          >
            <span className="break-all">{user.domain ? `${user.domain}\\${user.name}` : user.name}</span>
            <span className="text-muted text-xs">
              <Ago at={user.loggedInAt} />
            </span>
          </li>
        ))
      }
    </List>
  );
}

/** The VM's addresses, with who says so: the agent is one of three. */
export function Addresses({ vm }: { vm: VM }) {
  const { data, error } = useQuery({
    queryKey: keys.guest(vm.id, 'addresses'),
    queryFn: ({ signal }) => listAddresses(vm.id, signal),
    refetchInterval: renewMs,
    retry: false,
  });
  const items = data?.items.flatMap((nic) => nic.addresses.map((address) => ({ ...address, mac: nic.mac })));
  return (
    <List asked={{ data: items && { items }, error }} empty={t.noAddresses} title={t.addresses}>
      {(all) =>
        all.map(({ address, prefix, source, mac }) => (
          <li
            className="flex flex-wrap justify-between gap-x-3 px-4 py-2.5"
            key={`${mac} ${address} ${source}`}
          >
            <span className="break-all tabular-nums">{prefix ? `${address}/${prefix}` : address}</span>
            <span className="text-muted text-xs">
              {t.source[source]} · <span className="font-mono">{mac}</span>
            </span>
          </li>
        ))
      }
    </List>
  );
}
