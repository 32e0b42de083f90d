import { lazy, Suspense, useState } from 'react';
import { changeDisk, removeDisk } from '@/api/hardware';
import type { Disk, VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Button, IconButton } from '@/components/Button';
import { Card } from '@/components/Facts';
import { Icon } from '@/components/Icon';
import { Menu, type MenuEntry } from '@/components/Menu';
import { formatBytes } from '@/lib/format';
import { useOperate } from '@/lib/useOperate';
import { hardwareText } from '@/text/hardware';
import { vmText } from '@/text/vm';
import { useMayChange } from '../../session/hooks';
import { comingDisks, isGoing } from './planned';

const t = hardwareText.disks;
const load = () => import('./dialogs');
const AddDiskDialog = lazy(() => load().then((all) => ({ default: all.AddDiskDialog })));
const DiskOptionsDialog = lazy(() => load().then((all) => ({ default: all.DiskOptionsDialog })));
const LimitsDialog = lazy(() => load().then((all) => ({ default: all.LimitsDialog })));
const MediaDialog = lazy(() => load().then((all) => ({ default: all.MediaDialog })));
const RemoveDiskDialog = lazy(() => load().then((all) => ({ default: all.RemoveDiskDialog })));
const ResizeDiskDialog = lazy(() => load().then((all) => ({ default: all.ResizeDiskDialog })));

/** The VM's disks and drives. */
export function DiskCard({ vm }: { vm: VM }) {
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
      {!vm.disks?.length && <p className="px-4 py-3 text-[13px] text-muted">{t.none}</p>}
      <ul className="divide-y divide-line">
        {vm.disks?.map((disk) => (
          <DiskItem disk={disk} key={disk.device} vm={vm} />
        ))}
        {comingDisks(vm).map((disk) => (
          <ComingDisk key={disk.device} {...disk} vm={vm} />
        ))}
      </ul>
      {adding && (
        <Suspense>
          <AddDiskDialog onClose={() => setAdding(false)} vm={vm} />
        </Suspense>
      )}
    </Card>
  );
}

function DiskItem({ vm, disk }: { vm: VM; disk: Disk }) {
  const kind = vmText.diskKind[disk.kind] ?? disk.kind;
  const size = disk.sizeBytes ? formatBytes(disk.sizeBytes) : disk.source || disk.volume ? '' : t.empty;
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-[13px]" data-disk={disk.device}>
      <Icon className="mt-0.5 shrink-0 text-muted" name="disk" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{disk.device}</span>
          {size && <span>{size}</span>}
          <span className="text-muted">{[kind, disk.bus, disk.format].filter(Boolean).join(' · ')}</span>
          {disk.readOnly && disk.kind === 'disk' && <Badge tone="off">{vmText.readOnly}</Badge>}
          {disk.ioLimits && <Badge tone="info">{t.limited}</Badge>}
          {isGoing(vm, disk) && <Badge tone="warn">{t.goes}</Badge>}
        </p>
        <p className="break-all text-muted text-xs">{disk.source ?? place(disk)}</p>
        <p className="text-muted text-xs">{more(disk)}</p>
      </div>
      {useMayChange() && <DiskMenu disk={disk} vm={vm} />}
    </li>
  );
}

/** A disk that the VM gets at its next start; until then it can only be taken back. */
function ComingDisk({ vm, device, source }: { vm: VM; device: string; source: string }) {
  const { operate, isPending } = useOperate();
  const drop = () =>
    operate(t.removeAction, (idempotencyKey) => removeDisk(vm.id, device, false, { idempotencyKey }));
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-[13px]" data-disk={device}>
      <Icon className="mt-0.5 shrink-0 text-muted" name="disk" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{device}</span>
          <Badge tone="warn">{t.comes}</Badge>
        </p>
        <p className="break-all text-muted text-xs">{source}</p>
      </div>
      {useMayChange() && (
        <IconButton
          className="-my-1"
          disabled={isPending}
          icon="trash"
          label={t.takeBack(device)}
          onClick={drop}
          size="small"
        />
      )}
    </li>
  );
}

const place = ({ pool, volume }: Disk) => (volume ? `${pool ?? ''}/${volume}` : '');

const more = ({ cache, serial }: Disk) =>
  [cache && `${t.cache}: ${cache}`, serial && `${t.serial}: ${serial}`].filter(Boolean).join(' · ');

type Open = 'resize' | 'limits' | 'options' | 'insert' | 'remove';

function DiskMenu({ vm, disk }: { vm: VM; disk: Disk }) {
  const { operate, isPending } = useOperate();
  const [open, setOpen] = useState<Open>();
  const item = (what: Open, label: string): MenuEntry => ({
    kind: 'item',
    label,
    onSelect: () => setOpen(what),
  });
  const eject = () =>
    operate(t.eject, (idempotencyKey) => changeDisk(vm.id, disk.device, { media: {} }, { idempotencyKey }));
  const drive = disk.kind === 'cdrom' || disk.kind === 'floppy';
  const entries: MenuEntry[] = [
    ...(drive
      ? [
          item('insert', t.insert),
          ...(disk.source ? [{ kind: 'item', label: t.eject, onSelect: eject } as const] : []),
        ]
      : [item('resize', t.resize), item('limits', t.limits), item('options', t.options)]),
    { kind: 'separator' },
    { kind: 'item', label: t.remove, icon: 'trash', danger: true, onSelect: () => setOpen('remove') },
  ];
  const props = { disk, vm, onClose: () => setOpen(undefined) };
  return (
    <>
      <Menu
        entries={entries}
        trigger={
          <IconButton
            className="-my-1"
            disabled={isPending}
            icon="more"
            label={hardwareText.actionsOf(disk.device)}
            size="small"
          />
        }
      />
      <Suspense>
        {open === 'resize' && <ResizeDiskDialog {...props} />}
        {open === 'limits' && <LimitsDialog {...props} />}
        {open === 'options' && <DiskOptionsDialog {...props} />}
        {open === 'insert' && <MediaDialog {...props} />}
        {open === 'remove' && <RemoveDiskDialog {...props} />}
      </Suspense>
    </>
  );
}
