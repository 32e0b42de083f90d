import { useQuery } from '@tanstack/react-query';
import type { Terminal } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import { getConsoles } from '@/api/consoles';
import { keys } from '@/api/keys';
import type { VM } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Banner } from '@/components/Banner';
import { Blank, Spinner } from '@/components/Blank';
import { Button } from '@/components/Button';
import { Menu } from '@/components/Menu';
import { sentence } from '@/components/Problem';
import { backoff } from '@/lib/backoff';
import { useNow } from '@/lib/useNow';
import { useStreamStatus } from '@/stream/context';
import { consoleText } from '@/text/console';
import { copiesText } from '@/text/copies';
import { useMayChange } from '../../session/hooks';
import { useVM } from '../hooks';
import { useAct } from '../useAct';
import { isActive } from '../verbs';
import { ConsoleConnection, type ConsoleState } from './connection';
import { openTerminal } from './terminal';

const t = consoleText;

/** The serial console of the page's VM. It connects by itself whenever the VM is on. */
export function ConsoleTab() {
  const { data: vm } = useVM();
  if (!vm) return null;
  return isActive(vm) ? <Ready key={vm.id} vm={vm} /> : <Off vm={vm} />;
}

function Off({ vm }: { vm: VM }) {
  const { act, isPending } = useAct(vm);
  const mayChange = useMayChange();
  return (
    <Blank
      action={
        mayChange &&
        vm.state === 'shutoff' &&
        !vm.template && (
          <Button disabled={isPending} icon="play" kind="primary" onClick={() => act('start')}>
            {t.start}
          </Button>
        )
      }
      icon="console"
      title={vm.template ? copiesText.templateOff : t.off}
    />
  );
}

/** A VM without a serial console is told at once; where that cannot be asked the connection tells. */
function Ready({ vm }: { vm: VM }) {
  const { data } = useQuery({
    queryKey: keys.consoles(vm.id),
    queryFn: ({ signal }) => getConsoles(vm.id, signal),
  });
  if (data && !data.serial.available) {
    const hint = [data.serial.reason, data.serial.mend].filter((part) => part !== undefined).map(sentence);
    return <Blank hint={hint.join(' ')} icon="console" title={t.none} />;
  }
  return <Console vm={vm} />;
}

function Console({ vm }: { vm: VM }) {
  const element = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<Terminal>();
  useEffect(() => {
    if (!element.current) return;
    const made = openTerminal(element.current);
    setTerminal(made.terminal);
    return made.dispose;
  }, []);

  const console = useConsole(vm.id, terminal);
  return (
    <div className="flex h-full flex-col bg-[#0b0d14]">
      <ConsoleBar console={console} onClear={() => terminal?.clear()} />
      <Still vm={vm} />
      <div className="min-h-0 grow p-2 pl-3">
        {/* Without a padding of its own: the terminal is fitted to this box's height. */}
        <div className="h-full overflow-hidden" data-testid="console" ref={element} />
      </div>
      <p className="shrink-0 border-line border-t bg-side px-4 py-1.5 text-muted text-xs">{t.about}</p>
    </div>
  );
}

/** Says why nothing is printed while the VM does not run. */
function Still({ vm }: { vm: VM }) {
  const words = t.still[vm.state];
  if (!words) return null;
  return (
    <Banner icon="pause" role="status" tone="warn">
      {words}
    </Banner>
  );
}

interface ConsoleHandle {
  state: ConsoleState;
  /** When it connects again by itself. */
  retryAt: number | undefined;
  connect: (takeOver: boolean) => void;
  send: (data: string) => void;
}

/** Connects terminal with the VM's console, again and again until another program takes it. */
function useConsole(vmID: string, terminal: Terminal | undefined): ConsoleHandle {
  const [attempt, setAttempt] = useState({ count: 0, takeOver: false });
  const [state, setState] = useState<ConsoleState>({ phase: 'connecting' });
  const [retryAt, setRetryAt] = useState<number>();
  const connection = useRef<ConsoleConnection>(undefined);

  useEffect(() => {
    if (!terminal) return;
    terminal.reset(); // the server sends what was printed lately first
    const made = new ConsoleConnection(vmID, attempt.takeOver, (bytes) => terminal.write(bytes));
    connection.current = made;
    setRetryAt(undefined);
    const follow = () => setState(made.state.get());
    const unsubscribe = made.state.subscribe(follow);
    const typed = terminal.onData((data) => made.send(data));
    follow();
    return () => {
      unsubscribe();
      typed.dispose();
      made.close();
    };
  }, [terminal, vmID, attempt]);

  const ended = state.phase === 'ended' && state.why !== 'taken';
  useEffect(() => {
    if (!ended) return;
    const wait = backoff(Math.min(attempt.count, 4));
    setRetryAt(Date.now() + wait);
    const timer = setTimeout(() => setAttempt({ count: attempt.count + 1, takeOver: false }), wait);
    return () => clearTimeout(timer);
  }, [ended, attempt.count]);

  return {
    state,
    retryAt,
    connect: (takeOver) => setAttempt({ count: 0, takeOver }),
    send: (data) => connection.current?.send(data),
  };
}

/** Keys that a browser keeps for itself or a phone has not. */
const keyChoices = [
  { label: 'Enter', data: '\r' },
  { label: 'Esc', data: '\x1b' },
  { label: 'Tab', data: '\t' },
  { label: 'Ctrl-C', data: '\x03' },
  { label: 'Ctrl-D', data: '\x04' },
  { label: 'Ctrl-W', data: '\x17' },
  { label: 'Ctrl-Z', data: '\x1a' },
] as const;

function ConsoleBar({ console, onClear }: { console: ConsoleHandle; onClear: () => void }) {
  const { state } = console;
  const reachable = useStreamStatus().phase === 'live';
  const mayTakeOver =
    state.phase === 'ended' && (state.why === 'taken' || (state.why === 'refused' && reachable));
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-line border-b bg-side px-4 py-1.5">
      <ConsoleStatus console={console} />
      <span className="grow" />
      {state.phase === 'ended' && state.why !== 'taken' && (
        <Button onClick={() => console.connect(false)} size="small">
          {t.reconnect}
        </Button>
      )}
      {mayTakeOver && (
        <Button onClick={() => console.connect(true)} size="small" title={t.takeOverHint}>
          {t.takeOver}
        </Button>
      )}
      <Button kind="quiet" onClick={onClear} size="small">
        {t.clear}
      </Button>
      <Menu
        entries={keyChoices.map(({ label, data }) => ({
          kind: 'item',
          label,
          onSelect: () => console.send(data),
        }))}
        trigger={
          <Button kind="quiet" size="small">
            {t.keys}
          </Button>
        }
      />
    </div>
  );
}

function ConsoleStatus({ console: { state, retryAt } }: { console: ConsoleHandle }) {
  const now = useNow('seconds');
  if (state.phase === 'connected') {
    return (
      <>
        <Badge icon="succeeded" tone="ok">
          {t.connected}
        </Badge>
        <span className="text-muted text-xs max-sm:hidden">{t.hint}</span>
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
        {t.why[state.why]}
      </Badge>
      <span className="text-muted">
        {state.reason && sentence(state.reason)}{' '}
        {state.why !== 'taken' && seconds !== undefined && t.reconnecting(seconds)}
      </span>
    </span>
  );
}
