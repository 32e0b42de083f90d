import { lazy, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import { deleteVolume, listVolumes, volumeContentURL } from '@/api/storage';
import type { Pool, Volume } from '@/api/types';
import { Blank, Loading } from '@/components/Blank';
import { Button, IconButton } from '@/components/Button';
import { Menu, type MenuEntry } from '@/components/Menu';
import { Problem } from '@/components/Problem';
import { type Column, Table } from '@/components/Table';
import { TargetLinks } from '@/components/TargetLinks';
import { formatBytes } from '@/lib/format';
import { useOperate } from '@/lib/useOperate';
import { usePages } from '@/lib/usePages';
import { text } from '@/text';
import { storageText } from '@/text/storage';
import { useMayChange } from '../session/hooks';

const t = storageText;
const ConfirmDialog = lazy(() =>
  import('../vms/ConfirmDialog').then((all) => ({ default: all.ConfirmDialog })),
);
const ResizeDialog = lazy(() => import('./VolumeDialogs').then((all) => ({ default: all.ResizeDialog })));
const VolumeDialog = lazy(() => import('./VolumeDialogs').then((all) => ({ default: all.VolumeDialog })));

const columns: Column<Volume>[] = [
  { key: 'name', label: t.columns.name, render: (volume) => <VolumeName volume={volume} /> },
  { key: 'size', label: t.columns.size, number: true, render: (volume) => formatBytes(volume.capacityBytes) },
  {
    key: 'taken',
    label: t.columns.taken,
    number: true,
    wide: true,
    render: (volume) => formatBytes(volume.allocationBytes),
  },
  { key: 'format', label: t.columns.format, wide: true, render: (volume) => volume.format },
  {
    key: 'usedBy',
    label: t.columns.usedBy,
    render: (volume) => <TargetLinks none={t.unused} targets={volume.usedBy ?? []} />,
  },
];

const actions: Column<Volume> = {
  key: 'actions',
  label: '',
  number: true,
  render: (volume) => <VolumeMenu volume={volume} />,
};

/** What lies in a pool. */
export function VolumeList({ pool }: { pool: Pool }) {
  const mayChange = useMayChange();
  const [making, setMaking] = useState(false);
  const volumes = usePages(keys.things('volume', pool.id), (cursor, signal) =>
    listVolumes(pool.id, cursor, signal),
  );
  return (
    <section>
      <header className="mb-3 flex items-center justify-between gap-3">
        <h2 className="font-semibold">{t.volumeTitle(pool.name)}</h2>
        {mayChange && pool.state === 'running' && (
          <Button icon="plus" onClick={() => setMaking(true)} size="small">
            {t.newVolume}
          </Button>
        )}
      </header>
      <Problem error={volumes.error} />
      {!volumes.items && !volumes.error && <Loading />}
      {volumes.items?.length === 0 && (
        <Blank icon="disk" title={pool.state === 'inactive' ? t.stopped : t.noVolumes} />
      )}
      {volumes.items && volumes.items.length > 0 && (
        <Table
          columns={mayChange ? [...columns, actions] : columns}
          label={t.volumeTitle(pool.name)}
          rowKey={(volume) => volume.id}
          rows={volumes.items}
        />
      )}
      {volumes.more && (
        <Button className="mx-auto mt-4 flex" onClick={volumes.more}>
          {text.operations.loadMore}
        </Button>
      )}
      {making && (
        <Suspense>
          <VolumeDialog onClose={() => setMaking(false)} pool={pool} />
        </Suspense>
      )}
    </section>
  );
}

function VolumeName({ volume }: { volume: Volume }) {
  return (
    <>
      <span className="break-all font-medium">{volume.name}</span>
      {volume.backing && (
        <span className="block break-all text-muted text-xs">{t.backing(volume.backing)}</span>
      )}
    </>
  );
}

function VolumeMenu({ volume }: { volume: Volume }) {
  const { operate, isPending } = useOperate();
  const [open, setOpen] = useState<'delete' | 'resize'>();
  const entries: MenuEntry[] = [
    { kind: 'item', label: t.download, icon: 'save', onSelect: () => save(volume) },
    { kind: 'item', label: t.resize, onSelect: () => setOpen('resize') },
    { kind: 'separator' },
    { kind: 'item', label: t.deleteVolume, icon: 'trash', danger: true, onSelect: () => setOpen('delete') },
  ];
  return (
    <>
      <Menu
        entries={entries}
        trigger={<IconButton disabled={isPending} icon="more" label={text.more} size="small" />}
      />
      <Suspense>
        {open === 'delete' && (
          <ConfirmDialog
            danger
            name={volume.name}
            onClose={() => setOpen(undefined)}
            onConfirm={() => operate(t.deleteAction, (key) => deleteVolume(volume.id, key))}
            words={{ title: t.deleteTitle, body: t.deleteBody, action: t.deleteAction }}
          />
        )}
        {open === 'resize' && <ResizeDialog onClose={() => setOpen(undefined)} volume={volume} />}
      </Suspense>
    </>
  );
}

function save(volume: Volume) {
  const link = document.createElement('a');
  link.href = volumeContentURL(volume.id);
  link.download = volume.name;
  link.click();
}
