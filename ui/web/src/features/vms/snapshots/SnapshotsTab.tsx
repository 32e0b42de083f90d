import { lazy, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import { deleteSnapshot, listSnapshots, revertSnapshot } from '@/api/snapshots';
import type { Snapshot, VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Blank, Loading } from '@/components/Blank';
import { Button, IconButton } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { Menu, type MenuEntry } from '@/components/Menu';
import { Problem, sentence } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { Ago } from '@/components/Time';
import { formatBytes } from '@/lib/format';
import { useOperate } from '@/lib/useOperate';
import { usePages } from '@/lib/usePages';
import { text } from '@/text';
import { snapshotsText } from '@/text/snapshots';
import { useMayChange } from '../../session/hooks';
import { useVM } from '../hooks';
import { isActive } from '../verbs';
import { treeOf } from './tree';

const t = snapshotsText;
const ConfirmDialog = lazy(() => import('../ConfirmDialog').then((all) => ({ default: all.ConfirmDialog })));
const SnapshotDialog = lazy(() =>
  import('./SnapshotDialog').then((all) => ({ default: all.SnapshotDialog })),
);

/** The points that the page's VM can return to. */
export function SnapshotsTab() {
  const { data: vm } = useVM();
  return vm ? <Snapshots vm={vm} /> : null;
}

function Snapshots({ vm }: { vm: VM }) {
  const mayChange = useMayChange();
  const [taking, setTaking] = useState(false);
  const snapshots = usePages(keys.things('snapshot', vm.id), (cursor, signal) =>
    listSnapshots(vm.id, cursor, signal),
  );
  const button = mayChange && (
    <Button icon="plus" onClick={() => setTaking(true)}>
      {t.take}
    </Button>
  );
  return (
    <ScrollPane className="h-full space-y-4 px-4 py-4 sm:px-6">
      <Problem error={snapshots.error} />
      {!snapshots.items && !snapshots.error && <Loading />}
      {snapshots.items?.length === 0 && (
        <Blank action={button} hint={t.noneHint} icon="clock" title={t.none} />
      )}
      {snapshots.items && snapshots.items.length > 0 && (
        <>
          {button}
          <ul aria-label={t.title} className="card divide-y divide-line">
            {treeOf(snapshots.items).map(({ snapshot, depth }) => (
              <Item depth={depth} key={snapshot.id} mayChange={mayChange} snapshot={snapshot} vm={vm} />
            ))}
          </ul>
        </>
      )}
      {snapshots.more && <Button onClick={snapshots.more}>{text.operations.loadMore}</Button>}
      {taking && (
        <Suspense>
          <SnapshotDialog onClose={() => setTaking(false)} vm={vm} />
        </Suspense>
      )}
    </ScrollPane>
  );
}

interface ItemProps {
  vm: VM;
  snapshot: Snapshot;
  depth: number;
  mayChange: boolean;
}

function Item({ vm, snapshot, depth, mayChange }: ItemProps) {
  return (
    <li className="flex items-start gap-3 px-4 py-3 text-[13px]">
      {/* The tree is at most as deep as a phone is wide. */}
      <span className="flex shrink-0 justify-end text-muted" style={{ width: 16 * Math.min(depth + 1, 8) }}>
        <Icon name={depth > 0 ? 'right' : 'clock'} />
      </span>
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="break-all font-medium">{snapshot.name}</span>
          {snapshot.current && <Badge tone="ok">{t.current}</Badge>}
          {!snapshot.managed && <Badge tone="off">{t.found}</Badge>}
        </p>
        <p className="text-muted text-xs">
          <Ago at={snapshot.takenAt} /> ·{' '}
          {[
            snapshot.memory && t.memory,
            t.consistency[snapshot.consistency],
            t.size(formatBytes(snapshot.sizeBytes)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {snapshot.description && <p className="mt-1 whitespace-pre-wrap">{snapshot.description}</p>}
        {snapshot.problem && <p className="mt-1 text-warn">{sentence(snapshot.problem)}</p>}
      </div>
      {mayChange && <SnapshotMenu snapshot={snapshot} vm={vm} />}
    </li>
  );
}

function SnapshotMenu({ vm, snapshot }: { vm: VM; snapshot: Snapshot }) {
  const { operate, isPending } = useOperate();
  const [open, setOpen] = useState<'revert' | 'remove'>();
  const entries: MenuEntry[] = [
    { kind: 'item', label: t.revert, icon: 'back', onSelect: () => setOpen('revert') },
    { kind: 'separator' },
    { kind: 'item', label: t.remove, icon: 'trash', danger: true, onSelect: () => setOpen('remove') },
  ];
  const body = isActive(vm) ? `${t.revertBody} ${t.revertActive}` : t.revertBody;
  return (
    <>
      <Menu
        entries={entries}
        trigger={<IconButton disabled={isPending} icon="more" label={text.more} size="small" />}
      />
      <Suspense>
        {open === 'revert' && (
          <ConfirmDialog
            danger
            name={snapshot.name}
            onClose={() => setOpen(undefined)}
            onConfirm={() =>
              operate(t.revertAction, (key) => revertSnapshot(vm.id, snapshot.id, isActive(vm), key))
            }
            words={{ title: t.revertTitle, body, action: t.revertAction }}
          />
        )}
        {open === 'remove' && (
          <ConfirmDialog
            danger
            name={snapshot.name}
            onClose={() => setOpen(undefined)}
            onConfirm={() => operate(t.removeAction, (key) => deleteSnapshot(vm.id, snapshot.id, key))}
            words={{ title: t.removeTitle, body: t.removeBody, action: t.removeAction }}
          />
        )}
      </Suspense>
    </>
  );
}
