import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import { deletePool, listPools, poolVerb } from '@/api/storage';
import type { Pool } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Blank, Loading } from '@/components/Blank';
import { Button, IconButton } from '@/components/Button';
import { Menu, type MenuEntry } from '@/components/Menu';
import { Meter } from '@/components/Meter';
import { PageHeader } from '@/components/PageHeader';
import { Problem } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { cx } from '@/lib/cx';
import { formatBytes } from '@/lib/format';
import { useOperate } from '@/lib/useOperate';
import { usePages } from '@/lib/usePages';
import { text } from '@/text';
import { storageText } from '@/text/storage';
import { useMayChange } from '../session/hooks';
import { VolumeList } from './VolumeList';

const t = storageText;
const ConfirmDialog = lazy(() =>
  import('../vms/ConfirmDialog').then((all) => ({ default: all.ConfirmDialog })),
);
const PoolDialog = lazy(() => import('./PoolDialog').then((all) => ({ default: all.PoolDialog })));

/** The pools of this node, and what lies in the chosen one. */
export function StoragePage() {
  const { pool: chosen } = useSearch({ from: '/shell/storage' });
  const mayChange = useMayChange();
  const [making, setMaking] = useState(false);
  const pools = usePages(keys.things('pool'), listPools);
  const shown = pools.items?.find((pool) => pool.id === chosen) ?? pools.items?.[0];
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        actions={
          mayChange && (
            <Button icon="plus" kind="primary" onClick={() => setMaking(true)}>
              {t.newPool}
            </Button>
          )
        }
        title={t.title}
      />
      <ScrollPane className="min-h-0 grow space-y-6 px-4 pb-6 sm:px-6">
        <Problem error={pools.error} />
        {!pools.items && !pools.error && <Loading />}
        {pools.items?.length === 0 && <Blank hint={t.noPoolsHint} icon="disk" title={t.noPools} />}
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {pools.items?.map((pool) => (
            <PoolCard chosen={pool.id === shown?.id} key={pool.id} mayChange={mayChange} pool={pool} />
          ))}
        </ul>
        {pools.more && <Button onClick={pools.more}>{text.operations.loadMore}</Button>}
        {shown && <VolumeList key={shown.id} pool={shown} />}
      </ScrollPane>
      {making && (
        <Suspense>
          <PoolDialog onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </div>
  );
}

const tones = {
  running: 'ok',
  degraded: 'warn',
  inaccessible: 'danger',
  building: 'info',
  inactive: 'off',
} as const;

function PoolCard({ pool, chosen, mayChange }: { pool: Pool; chosen: boolean; mayChange: boolean }) {
  const navigate = useNavigate();
  const percent = pool.capacityBytes > 0 ? (100 * pool.allocationBytes) / pool.capacityBytes : 0;
  return (
    <li className={cx('card relative p-4', chosen && 'border-accent')}>
      <div className="flex items-start gap-2">
        <button
          aria-pressed={chosen}
          className="min-w-0 grow text-left after:absolute after:inset-0"
          onClick={() => void navigate({ to: '/storage', search: { pool: pool.id } })}
          type="button"
        >
          <span className="block truncate font-semibold">{pool.name}</span>
          <span className="block truncate text-muted text-xs">
            {[pool.kind, pool.targetPath].filter(Boolean).join(' · ')}
          </span>
        </button>
        <Badge tone={tones[pool.state]}>{t.poolState[pool.state]}</Badge>
        {mayChange && (
          <span className="relative">
            <PoolMenu pool={pool} />
          </span>
        )}
      </div>
      {pool.capacityBytes > 0 && (
        <div className="mt-3 space-y-1">
          <Meter
            high={pool.warnPercent}
            label={t.used(formatBytes(pool.allocationBytes), formatBytes(pool.capacityBytes))}
            percent={percent}
          />
          <p className="flex flex-wrap justify-between gap-x-3 text-muted text-xs tabular-nums">
            <span>{t.used(formatBytes(pool.allocationBytes), formatBytes(pool.capacityBytes))}</span>
            <span className={cx(pool.low && 'font-medium text-warn')}>
              {pool.low ? t.low(pool.warnPercent) : t.free(formatBytes(pool.availableBytes))}
            </span>
          </p>
        </div>
      )}
    </li>
  );
}

function PoolMenu({ pool }: { pool: Pool }) {
  const { operate, isPending } = useOperate();
  const [removing, setRemoving] = useState(false);
  const verb = (name: 'start' | 'stop' | 'refresh'): MenuEntry => ({
    kind: 'item',
    label: t[name],
    onSelect: () => operate(t[name], (key) => poolVerb(pool.id, name, key)),
  });
  const running = pool.state !== 'inactive';
  const entries: MenuEntry[] = [
    ...(running ? [verb('refresh'), verb('stop')] : [verb('start')]),
    { kind: 'separator' },
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
            danger={false}
            name={pool.name}
            onClose={() => setRemoving(false)}
            onConfirm={() => operate(t.removeAction, (key) => deletePool(pool.id, key))}
            words={{ title: t.removeTitle, body: t.removeBody, action: t.removeAction }}
          />
        </Suspense>
      )}
    </>
  );
}
