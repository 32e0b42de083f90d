import { lazy, Suspense, useState } from 'react';
import { deleteFirewall, removeNIC } from '@/api/hardware';
import type { Bandwidth, NIC, VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Button, IconButton } from '@/components/Button';
import { Card } from '@/components/Facts';
import { Icon } from '@/components/Icon';
import { Menu, type MenuEntry } from '@/components/Menu';
import { formatBytes } from '@/lib/format';
import { useOperate } from '@/lib/useOperate';
import { hardwareText } from '@/text/hardware';
import { useMayChange } from '../../session/hooks';
import { NICAddresses } from '../NICAddresses';

const t = hardwareText.nics;
const load = () => import('./dialogs');
const ConfirmDialog = lazy(() => import('../ConfirmDialog').then((all) => ({ default: all.ConfirmDialog })));
const FirewallDialog = lazy(() => load().then((all) => ({ default: all.FirewallDialog })));
const NICDialog = lazy(() => load().then((all) => ({ default: all.NICDialog })));

/** The VM's network interfaces. */
export function NICCard({ vm }: { vm: VM }) {
  const [adding, setAdding] = useState(false);
  return (
    <Card
      aside={
        useMayChange() && (
          <Button icon="plus" kind="quiet" onClick={() => setAdding(true)} size="small">
            {t.add}
          </Button>
        )
      }
      title={t.title}
    >
      {!vm.nics?.length && <p className="px-4 py-3 text-[13px] text-muted">{t.none}</p>}
      <ul className="divide-y divide-line">
        {vm.nics?.map((nic) => (
          <NICItem key={nic.mac} nic={nic} vm={vm} />
        ))}
      </ul>
      {adding && (
        <Suspense>
          <NICDialog onClose={() => setAdding(false)} vm={vm} />
        </Suspense>
      )}
    </Card>
  );
}

function NICItem({ vm, nic }: { vm: VM; nic: NIC }) {
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-[13px]" data-nic={nic.mac}>
      <Icon className="mt-0.5 shrink-0 text-muted" name="network" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{nic.source ?? nic.kind}</span>
          <span className="text-muted">
            {[nic.kind, nic.model, nic.vlan && `VLAN ${nic.vlan}`].filter(Boolean).join(' · ')}
          </span>
          {nic.filter ? (
            <Badge title={nic.filter} tone="ok">
              {t.hasFirewall}
            </Badge>
          ) : (
            <Badge title={t.noFirewallHint} tone="off">
              {t.noFirewall}
            </Badge>
          )}
          {nic.linkDown && <Badge tone="warn">{t.unplugged}</Badge>}
        </p>
        <p className="font-mono text-muted text-xs">{nic.mac}</p>
        <NICAddresses nic={nic} />
        <p className="text-muted text-xs">{rates(nic)}</p>
      </div>
      {useMayChange() && <NICMenu nic={nic} vm={vm} />}
    </li>
  );
}

function rates({ inbound, outbound }: NIC): string {
  const words = (label: string, limit: Bandwidth | undefined) =>
    limit?.bytesPerSecond ? `${label} ${formatBytes(limit.bytesPerSecond)}/s` : '';
  return [words(t.inbound, inbound), words(t.outbound, outbound)].filter(Boolean).join(' · ');
}

function NICMenu({ vm, nic }: { vm: VM; nic: NIC }) {
  const { operate, isPending } = useOperate();
  const [open, setOpen] = useState<'change' | 'firewall' | 'unfirewall' | 'remove'>();
  const entries: MenuEntry[] = [
    { kind: 'item', label: hardwareText.change, icon: 'edit', onSelect: () => setOpen('change') },
    { kind: 'item', label: t.firewall, onSelect: () => setOpen('firewall') },
    ...(nic.filter
      ? [{ kind: 'item', label: t.removeFirewall, onSelect: () => setOpen('unfirewall') } as const]
      : []),
    { kind: 'separator' },
    { kind: 'item', label: t.remove, icon: 'trash', danger: true, onSelect: () => setOpen('remove') },
  ];
  const onClose = () => setOpen(undefined);
  return (
    <>
      <Menu
        entries={entries}
        trigger={
          <IconButton
            className="-my-1"
            disabled={isPending}
            icon="more"
            label={hardwareText.actionsOf(nic.mac)}
            size="small"
          />
        }
      />
      <Suspense>
        {open === 'change' && <NICDialog nic={nic} onClose={onClose} vm={vm} />}
        {open === 'firewall' && <FirewallDialog nic={nic} onClose={onClose} vm={vm} />}
        {open === 'unfirewall' && (
          <ConfirmDialog
            danger
            name={nic.mac}
            onClose={onClose}
            onConfirm={() => operate(t.removeFirewallAction, (key) => deleteFirewall(vm.id, nic.mac, key))}
            words={{
              title: t.removeFirewallTitle,
              body: t.removeFirewallBody,
              action: t.removeFirewallAction,
            }}
          />
        )}
        {open === 'remove' && (
          <ConfirmDialog
            danger
            name={nic.mac}
            onClose={onClose}
            onConfirm={() =>
              operate(t.removeAction, (idempotencyKey) => removeNIC(vm.id, nic.mac, { idempotencyKey }))
            }
            words={{ title: t.removeTitle, body: t.removeBody, action: t.removeAction }}
          />
        )}
      </Suspense>
    </>
  );
}
