import { lazy, Suspense, useState } from 'react';
import { deleteDHCPHost } from '@/api/networks';
import type { DHCPHost, Network } from '@/api/types';
import { Button, IconButton } from '@/components/Button';
import { Card } from '@/components/Facts';
import { useOperate } from '@/lib/useOperate';
import { networksText } from '@/text/networks';
import { useMayChange } from '../session/hooks';

const t = networksText;
const HostDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.HostDialog })));

/** The addresses that DHCP keeps for certain network cards. */
export function KeptAddresses({ network }: { network: Network }) {
  const mayChange = useMayChange();
  const { operate, isPending } = useOperate();
  const [open, setOpen] = useState<DHCPHost>();
  const hosts = [...(network.ipv4?.hosts ?? []), ...(network.ipv6?.hosts ?? [])];
  const free = (host: DHCPHost) =>
    operate(t.freeHost(host.address), (key) => deleteDHCPHost(network.id, host.mac, key));
  return (
    <Card
      aside={
        mayChange && (
          <Button
            icon="plus"
            kind="quiet"
            onClick={() => setOpen({ mac: '', address: '', name: '' })}
            size="small"
          >
            {t.addHost}
          </Button>
        )
      }
      title={t.hosts}
    >
      {hosts.length === 0 && <p className="px-4 py-3 text-[13px] text-muted">{t.noHosts}</p>}
      <ul className="divide-y divide-line">
        {hosts.map((host) => (
          <li className="flex items-center gap-3 px-4 py-2 text-[13px]" key={`${host.mac} ${host.address}`}>
            <span className="min-w-0 grow">
              <span className="font-medium tabular-nums">{host.address}</span> {host.name}
              <span className="block font-mono text-muted text-xs">{host.mac}</span>
            </span>
            {mayChange && (
              <>
                <IconButton
                  icon="edit"
                  label={t.editHost(host.address)}
                  onClick={() => setOpen(host)}
                  size="small"
                />
                <IconButton
                  disabled={isPending}
                  icon="trash"
                  label={t.freeHost(host.address)}
                  onClick={() => free(host)}
                  size="small"
                />
              </>
            )}
          </li>
        ))}
      </ul>
      {open && (
        <Suspense>
          <HostDialog host={open} network={network} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </Card>
  );
}
