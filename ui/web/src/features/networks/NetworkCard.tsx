import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { type NetworkEnd, startNetwork } from '@/api/networks';
import type { Network } from '@/api/types';
import { Badge } from '@/components/Badge';
import { IconButton } from '@/components/Button';
import { Menu, type MenuEntry } from '@/components/Menu';
import { cx } from '@/lib/cx';
import { useOperate } from '@/lib/useOperate';
import { networksText } from '@/text/networks';
import { useMayChange } from '../session/hooks';
import { useVMsOn } from './hooks';

const t = networksText;
const EndDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.EndDialog })));
const NetworkEditDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.NetworkEditDialog })));

/** VMs that a card names. */
const namedVMs = 3;

/** One network of the list: choosing it shows it in full. */
export function NetworkCard({ network, chosen }: { network: Network; chosen: boolean }) {
  const navigate = useNavigate();
  const mayChange = useMayChange();
  return (
    <li className={cx('card relative p-4', chosen && 'border-accent')} data-network={network.name}>
      <div className="flex items-start gap-2">
        <button
          aria-pressed={chosen}
          className="min-w-0 grow text-left after:absolute after:inset-0"
          onClick={() => void navigate({ to: '/networks', search: { network: network.id } })}
          type="button"
        >
          <span className="block truncate font-semibold">{network.name}</span>
          <span className="block truncate text-muted text-xs">{summary(network)}</span>
        </button>
        <Badge tone={network.state === 'running' ? 'ok' : 'off'}>{t.state[network.state]}</Badge>
        {mayChange && (
          <span className="relative">
            <NetworkMenu network={network} />
          </span>
        )}
      </div>
      <p className="mt-2 text-muted text-xs tabular-nums">{standing(network)}</p>
      <VMsOn network={network} />
    </li>
  );
}

/** "NAT · virbr0" */
const summary = (network: Network) =>
  [
    t.mode[network.mode] ?? network.mode,
    network.bridge ?? network.device,
    network.vlan && `VLAN ${network.vlan}`,
  ]
    .filter(Boolean)
    .join(' · ');

/** "192.168.122.1/24 · Starts with the host" */
const standing = ({ ipv4, ipv6, autostart, persistent }: Network) =>
  [ipv4?.address, ipv6?.address, autostart ? t.autostart : t.manual, !persistent && t.transient]
    .filter(Boolean)
    .join(' · ');

function VMsOn({ network }: { network: Network }) {
  const vms = useVMsOn(network.name, namedVMs);
  if (!vms) return <p className="mt-1 h-4" />;
  if (vms.items.length === 0) return <p className="mt-1 text-muted text-xs">{t.nobody}</p>;
  const more = vms.total - vms.items.length;
  return (
    <p className="relative mt-1 break-words text-xs">
      {vms.items.map((vm, index) => (
        <span key={vm.id}>
          {index > 0 && ', '}
          <Link className="text-accent-text hover:underline" params={{ id: vm.id }} to="/vms/$id">
            {vm.name}
          </Link>
        </span>
      ))}{' '}
      {more > 0 && <span className="text-muted">{t.andMore(more)}</span>}
    </p>
  );
}

function NetworkMenu({ network }: { network: Network }) {
  const { operate, isPending } = useOperate();
  const [open, setOpen] = useState<NetworkEnd | 'edit'>();
  const entries: MenuEntry[] = [
    network.state === 'running'
      ? { kind: 'item', label: t.stop, icon: 'stop', onSelect: () => setOpen('stop') }
      : {
          kind: 'item',
          label: t.start,
          icon: 'play',
          onSelect: () => operate(t.start, (key) => startNetwork(network.id, key)),
        },
    { kind: 'item', label: t.edit, icon: 'edit', onSelect: () => setOpen('edit') },
    { kind: 'separator' },
    { kind: 'item', label: t.remove, icon: 'trash', danger: true, onSelect: () => setOpen('delete') },
  ];
  return (
    <>
      <Menu
        entries={entries}
        trigger={
          <IconButton disabled={isPending} icon="more" label={t.actionsOf(network.name)} size="small" />
        }
      />
      <Suspense>
        {open === 'edit' && <NetworkEditDialog network={network} onClose={() => setOpen(undefined)} />}
        {(open === 'stop' || open === 'delete') && (
          <EndDialog end={open} network={network} onClose={() => setOpen(undefined)} />
        )}
      </Suspense>
    </>
  );
}
