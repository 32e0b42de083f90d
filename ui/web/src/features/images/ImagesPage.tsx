import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { deleteImage, listImages } from '@/api/images';
import { keys } from '@/api/keys';
import type { Image } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Blank, Loading } from '@/components/Blank';
import { Button, IconButton } from '@/components/Button';
import { Menu, type MenuEntry } from '@/components/Menu';
import { PageHeader } from '@/components/PageHeader';
import { Problem, sentence } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { type Column, Table } from '@/components/Table';
import { TargetLinks } from '@/components/TargetLinks';
import { formatBytes } from '@/lib/format';
import { useOperate } from '@/lib/useOperate';
import { usePages } from '@/lib/usePages';
import { text } from '@/text';
import { imagesText } from '@/text/images';
import { useMayChange } from '../session/hooks';

const t = imagesText;
const ConfirmDialog = lazy(() =>
  import('../vms/ConfirmDialog').then((all) => ({ default: all.ConfirmDialog })),
);
const ImportDialog = lazy(() => import('./ImportDialog').then((all) => ({ default: all.ImportDialog })));

const columns: Column<Image>[] = [
  { key: 'name', label: t.columns.name, render: (image) => <Name image={image} /> },
  { key: 'os', label: t.columns.os, wide: true, render: (image) => <System image={image} /> },
  { key: 'size', label: t.columns.size, render: (image) => <Sizes image={image} /> },
  { key: 'state', label: t.columns.state, render: (image) => <State image={image} /> },
  {
    key: 'usedBy',
    label: t.columns.usedBy,
    wide: true,
    render: (image) => <TargetLinks none={t.unused} targets={usersOf(image)} />,
  },
];

const actions: Column<Image> = {
  key: 'actions',
  label: '',
  number: true,
  render: (image) => <ImageMenu image={image} />,
};

/** What disks are made from. */
export function ImagesPage() {
  const mayChange = useMayChange();
  const [importing, setImporting] = useState(false);
  const images = usePages(keys.things('image'), listImages);
  const button = mayChange && (
    <Button icon="plus" kind="primary" onClick={() => setImporting(true)}>
      {t.import}
    </Button>
  );
  return (
    <div className="flex h-full flex-col">
      <PageHeader actions={button} title={t.title} />
      <ScrollPane className="min-h-0 grow px-4 pb-6 sm:px-6">
        <Problem error={images.error} />
        {!images.items && !images.error && <Loading />}
        {images.items?.length === 0 && <Blank hint={t.noneHint} icon="disk" title={t.none} />}
        {images.items && images.items.length > 0 && (
          <Table
            columns={mayChange ? [...columns, actions] : columns}
            label={t.title}
            rowKey={(image) => image.id}
            rows={images.items}
          />
        )}
        {images.more && (
          <Button className="mx-auto mt-4 flex" onClick={images.more}>
            {text.operations.loadMore}
          </Button>
        )}
      </ScrollPane>
      {importing && (
        <Suspense>
          <ImportDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Name({ image }: { image: Image }) {
  return (
    <>
      <span className="break-all font-medium">{image.name}</span>
      {image.error && <span className="block text-danger text-xs">{sentence(image.error.detail)}</span>}
      {image.description && <span className="block text-muted text-xs">{image.description}</span>}
    </>
  );
}

function System({ image }: { image: Image }) {
  if (!image.os) return null;
  return (
    <>
      {image.os} {image.osGuessed && <span className="text-muted text-xs">({t.guessed})</span>}
    </>
  );
}

function Sizes({ image }: { image: Image }) {
  if (image.state !== 'ready') return null;
  return (
    <>
      <span className="tabular-nums">
        {t.sizes(formatBytes(image.virtualSizeBytes), formatBytes(image.fileSizeBytes))}
      </span>
      <span className="block text-muted text-xs">{image.format}</span>
    </>
  );
}

const tones = { importing: 'info', ready: 'ok', failed: 'danger' } as const;

function State({ image }: { image: Image }) {
  return <Badge tone={tones[image.state]}>{t.state[image.state]}</Badge>;
}

/** The VMs whose disks need the image, each once. */
function usersOf(image: Image) {
  const users = new Map(
    image.usedBy.map((use) =>
      use.vm
        ? [use.vm, { kind: 'vm', id: use.vm, name: use.vmName ?? use.vm }]
        : [use.path, { kind: 'volume', id: use.path ?? '' }],
    ),
  );
  return [...users.values()];
}

function ImageMenu({ image }: { image: Image }) {
  const { operate, isPending } = useOperate();
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const entries: MenuEntry[] = [
    ...(image.state === 'ready'
      ? [
          {
            kind: 'item' as const,
            label: t.createVM,
            icon: 'plus' as const,
            onSelect: () => void navigate({ to: '/vms', search: { create: '1', image: image.name } }),
          },
          { kind: 'separator' as const },
        ]
      : []),
    { kind: 'item', label: t.remove, icon: 'trash', danger: true, onSelect: () => setRemoving(true) },
  ];
  return (
    <>
      <Menu
        entries={entries}
        trigger={<IconButton disabled={isPending} icon="more" label={text.more} size="small" />}
      />
      {removing && (
        <Suspense>
          <ConfirmDialog
            danger
            name={image.name}
            onClose={() => setRemoving(false)}
            onConfirm={() => operate(t.removeAction, (key) => deleteImage(image.id, key))}
            words={{ title: t.removeTitle, body: t.removeBody, action: t.removeAction }}
          />
        </Suspense>
      )}
    </>
  );
}
