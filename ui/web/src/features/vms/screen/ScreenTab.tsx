import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { getConsoles } from '@/api/consoles';
import { keys } from '@/api/keys';
import type { VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Blank, Loading, Spinner } from '@/components/Blank';
import { Button } from '@/components/Button';
import { Menu, type MenuEntry } from '@/components/Menu';
import { sentence } from '@/components/Problem';
import { useNow } from '@/lib/useNow';
import { copiesText } from '@/text/copies';
import { screenText } from '@/text/screen';
import { useMayChange } from '../../session/hooks';
import { useVM } from '../hooks';
import { useAct } from '../useAct';
import { isActive } from '../verbs';
import { combinations } from './screen';
import { type ScreenHandle, useScreen } from './useScreen';

const t = screenText;
const TypeDialog = lazy(() => import('./TypeDialog').then((module) => ({ default: module.TypeDialog })));

/** The screen of the page's VM, with keyboard and pointer. It connects by itself whenever the VM is on. */
export function ScreenTab() {
  const { data: vm } = useVM();
  if (!vm) return null;
  return isActive(vm) ? <Ready key={vm.id} vm={vm} /> : <Off vm={vm} />;
}

function Off({ vm }: { vm: VM }) {
  const { act, isPending } = useAct(vm);
  const mayChange = useMayChange();
  const start = mayChange && vm.state === 'shutoff' && !vm.template && (
    <Button disabled={isPending} icon="play" kind="primary" onClick={() => act('start')}>
      {t.start}
    </Button>
  );
  return <Blank action={start} icon="vm" title={vm.template ? copiesText.templateOff : t.off} />;
}

/** Asks first whether there is a screen: a VM may have none, or one that browsers cannot show. */
function Ready({ vm }: { vm: VM }) {
  const { data, error } = useQuery({
    queryKey: keys.consoles(vm.id),
    queryFn: ({ signal }) => getConsoles(vm.id, signal),
  });
  if (error) return <Blank hint={error.message} icon="warning" title={t.none} />;
  if (!data) return <Loading />;
  if (!data.vnc.available) {
    const hint = [data.vnc.reason, data.vnc.mend].filter((part) => part !== undefined).map(sentence);
    return <Blank hint={hint.join(' ')} icon="vm" title={t.none} />;
  }
  return <Screen layouts={data.layouts} vm={vm} />;
}

function Screen({ vm, layouts }: { vm: VM; layouts: readonly string[] }) {
  const mayChange = useMayChange();
  const [watchOnly, setWatchOnly] = useState(!mayChange);
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const screen = useScreen(vm.id, element, watchOnly);
  return (
    <div className="flex h-full flex-col bg-[#0b0d14]" ref={setBox}>
      <Bar
        layouts={layouts}
        onFull={() => void box?.requestFullscreen()}
        onWatchOnly={mayChange ? setWatchOnly : undefined}
        screen={screen}
        vm={vm}
        watchOnly={watchOnly}
      />
      <section
        aria-label={t.screenReader}
        className="min-h-0 grow overflow-hidden"
        data-testid="screen"
        ref={setElement}
      />
    </div>
  );
}

interface BarProps {
  vm: VM;
  screen: ScreenHandle;
  layouts: readonly string[];
  watchOnly: boolean;
  onWatchOnly: ((watchOnly: boolean) => void) | undefined;
  onFull: () => void;
}

function Bar({ vm, screen, layouts, watchOnly, onWatchOnly, onFull }: BarProps) {
  const [typing, setTyping] = useState(false);
  const keyEntries: MenuEntry[] = combinations.map(({ label, keys: pressed }) => ({
    kind: 'item',
    label,
    onSelect: () => screen.press(pressed),
  }));
  const more: MenuEntry[] = [
    { kind: 'item', label: t.full, onSelect: onFull },
    { kind: 'item', label: t.picture, onSelect: () => savePicture(vm) },
    ...(onWatchOnly
      ? [{ kind: 'choice' as const, label: t.watch, checked: watchOnly, onChange: onWatchOnly }]
      : []),
  ];
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-line border-b bg-side px-4 py-1.5">
      <Status screen={screen} watchOnly={watchOnly} />
      <span className="grow" />
      {screen.state.phase === 'ended' && (
        <Button onClick={screen.connect} size="small">
          {t.reconnect}
        </Button>
      )}
      {!watchOnly && (
        <>
          <Button kind="quiet" onClick={() => setTyping(true)} size="small">
            {t.paste}
          </Button>
          <Menu
            entries={keyEntries}
            trigger={
              <Button kind="quiet" size="small">
                {t.keys}
              </Button>
            }
          />
        </>
      )}
      <Menu
        entries={more}
        trigger={
          <Button kind="quiet" size="small">
            {t.more}
          </Button>
        }
      />
      {typing && (
        <Suspense>
          <TypeDialog layouts={layouts} onClose={() => setTyping(false)} vm={vm} />
        </Suspense>
      )}
    </div>
  );
}

function Status({ screen: { state, retryAt }, watchOnly }: { screen: ScreenHandle; watchOnly: boolean }) {
  const now = useNow('seconds');
  if (state.phase === 'connected') {
    return (
      <>
        <Badge icon="succeeded" tone="ok">
          {t.connected}
        </Badge>
        <span className="text-muted text-xs max-sm:hidden">{watchOnly ? t.watching : t.hint}</span>
      </>
    );
  }
  if (state.phase === 'connecting') {
    return (
      <span className="flex items-center gap-2 text-muted text-xs">
        <Spinner /> {t.connecting}
      </span>
    );
  }
  const seconds = retryAt === undefined ? undefined : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <span className="flex flex-wrap items-center gap-2 text-xs" role="status">
      <Badge icon="warning" tone="warn">
        {t.ended}
      </Badge>
      <span className="text-muted">
        {state.reason && sentence(state.reason)} {seconds !== undefined && t.reconnecting(seconds)}
      </span>
    </span>
  );
}

function savePicture(vm: VM) {
  const link = document.createElement('a');
  link.href = `/api/v1/vms/${encodeURIComponent(vm.id)}/screenshot`;
  link.download = `${vm.name}.png`;
  link.click();
}
