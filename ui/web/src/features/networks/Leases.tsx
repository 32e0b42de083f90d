import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import { listLeases } from '@/api/networks';
import type { Lease, Network } from '@/api/types';
import { Button } from '@/components/Button';
import { Problem } from '@/components/Problem';
import { type Column, Table } from '@/components/Table';
import { formatDateTime } from '@/lib/format';
import { networksText } from '@/text/networks';
import { useMayChange } from '../session/hooks';

const t = networksText;
const HostDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.HostDialog })));

/** Leases have no events: they are asked for this often. */
const lookMs = 5000;

const columns: Column<Lease>[] = [
  {
    key: 'address',
    label: t.leaseColumns.address,
    render: (lease) => <Address lease={lease} />,
  },
  { key: 'who', label: t.leaseColumns.name, render: (lease) => <Who lease={lease} /> },
  {
    key: 'mac',
    label: t.leaseColumns.mac,
    wide: true,
    render: (lease) => <span className="font-mono text-xs">{lease.mac}</span>,
  },
  {
    key: 'expires',
    label: t.leaseColumns.expires,
    wide: true,
    render: (lease) => (lease.expiresAt ? formatDateTime(lease.expiresAt) : t.never),
  },
];

/** What the network's DHCP server gave out, kept up to date. */
export function Leases({ network }: { network: Network }) {
  const mayChange = useMayChange();
  const [keeping, setKeeping] = useState<Lease>();
  const { data, error } = useQuery({
    queryKey: keys.things('network', 'leases', network.id),
    queryFn: ({ signal }) => listLeases(network.id, undefined, signal),
    refetchInterval: lookMs,
  });
  const kept = new Set(network.ipv4?.hosts?.map((host) => host.mac.toLowerCase()));
  const keep: Column<Lease> = {
    key: 'keep',
    label: '',
    number: true,
    render: (lease) =>
      !kept.has(lease.mac.toLowerCase()) &&
      !lease.address.includes(':') && (
        <Button
          className="-my-1.5"
          kind="quiet"
          onClick={() => setKeeping(lease)}
          size="small"
          title={t.keep}
        >
          {t.host.save}
        </Button>
      ),
  };
  return (
    <section>
      <h2 className="font-semibold">{t.leases}</h2>
      <p className="mb-3 text-muted text-xs">{t.leasesHint}</p>
      {!data && <Problem error={error} />}
      {data?.items.length === 0 && <p className="text-[13px] text-muted">{t.noLeases}</p>}
      {data && data.items.length > 0 && (
        <Table
          columns={mayChange ? [...columns, keep] : columns}
          label={t.leases}
          rowKey={(lease) => `${lease.mac} ${lease.address}`}
          rows={data.items}
        />
      )}
      {keeping && (
        <Suspense>
          <HostDialog
            host={{
              mac: keeping.mac,
              address: keeping.address,
              name: keeping.vmName ?? keeping.hostname ?? '',
            }}
            network={network}
            onClose={() => setKeeping(undefined)}
          />
        </Suspense>
      )}
    </section>
  );
}

function Address({ lease }: { lease: Lease }) {
  return (
    <>
      <span className="font-medium tabular-nums">{lease.address}</span>
      <span className="block whitespace-nowrap text-2xs text-muted md:hidden">{lease.mac}</span>
    </>
  );
}

function Who({ lease }: { lease: Lease }) {
  if (!lease.vm) return lease.hostname;
  return (
    <Link className="text-accent-text hover:underline" params={{ id: lease.vm }} to="/vms/$id">
      {lease.vmName ?? lease.vm}
    </Link>
  );
}
