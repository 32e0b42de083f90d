import { useQuery } from '@tanstack/react-query';
import { codeOf } from '@/api/client';
import { getAgent } from '@/api/guest';
import { keys } from '@/api/keys';
import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Blank, Loading } from '@/components/Blank';
import { Button } from '@/components/Button';
import { Card } from '@/components/Facts';
import { Mend, sentence } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { copiesText } from '@/text/copies';
import { guestText } from '@/text/guest';
import { useMayChange } from '../../session/hooks';
import { useVM } from '../hooks';
import { useAct } from '../useAct';
import { isActive } from '../verbs';
import { GuestActions, ThawButton } from './GuestActions';
import { Addresses, Filesystems, System, Users } from './GuestFacts';

const t = guestText;
/** How often a guest is asked: one that does not answer may be booting. */
const askAgainMs = 10_000;
/** While it is frozen, which ends soon. */
const frozenMs = 2000;

/** What runs inside the page's VM, as far as its agent says. */
export function GuestTab() {
  const { data: vm } = useVM();
  if (!vm) return null;
  if (!isActive(vm)) return <Off vm={vm} />;
  if (vm.state !== 'running') return <Blank icon="pause" title={t.still} />;
  return (
    <ScrollPane className="h-full px-4 py-4 sm:px-6">
      <Guest key={vm.id} vm={vm} />
    </ScrollPane>
  );
}

function Off({ vm }: { vm: VM }) {
  const { act, isPending } = useAct(vm);
  const button = useMayChange() && vm.state === 'shutoff' && !vm.template && (
    <Button disabled={isPending} icon="play" kind="primary" onClick={() => act('start')}>
      {t.start}
    </Button>
  );
  return <Blank action={button} icon="user" title={vm.template ? copiesText.templateOff : t.off} />;
}

function Guest({ vm }: { vm: VM }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: keys.agent(vm.id),
    queryFn: ({ signal }) => getAgent(vm.id, signal),
    refetchInterval: ({ state }) => (state.data?.frozen ? frozenMs : askAgainMs),
    retry: false,
  });
  if (error) return <Missing busy={isFetching} error={error} onRetry={() => void refetch()} vm={vm} />;
  if (!data) return <Loading />;
  return (
    <div className="space-y-4">
      {data.frozen && (
        <Banner action={<ThawButton vm={vm} />} as="box" icon="pause" role="status" tone="warn">
          {t.frozen}
        </Banner>
      )}
      <GuestActions agent={data} vm={vm} />
      <div className="grid gap-4 lg:grid-cols-2">
        <System agent={data} />
        <Addresses vm={vm} />
        {!data.frozen && <Filesystems vm={vm} />}
        {!data.frozen && <Users vm={vm} />}
      </div>
      <p className="text-muted text-xs">{t.word}</p>
    </div>
  );
}

interface MissingProps {
  vm: VM;
  error: unknown;
  busy: boolean;
  onRetry: () => void;
}

/** Why there is no answer, and what to do. What is known without the guest is shown all the same. */
function Missing({ vm, error, busy, onRetry }: MissingProps) {
  const { message, mend } = error as Error & { mend?: string };
  const code = codeOf(error);
  return (
    <div className="space-y-4">
      <Banner
        action={
          <Button disabled={busy} onClick={onRetry} size="small">
            {t.refresh}
          </Button>
        }
        as="box"
        icon="warning"
        role="status"
        tone="warn"
      >
        <p className="font-medium">{t.none}</p>
        {sentence(message)} <Mend words={mend} />
      </Banner>
      <div className="grid gap-4 lg:grid-cols-2">
        {(code === 'unavailable' || code === 'timeout') && <HowToInstall />}
        {code === 'unsupported' && <HowToConnect />}
        <Addresses vm={vm} />
      </div>
    </div>
  );
}

const code = 'mt-1 block overflow-x-auto rounded-md bg-off-soft px-2 py-1.5 font-mono text-xs';

function HowToInstall() {
  return (
    <Card title={t.howTitle}>
      <div className="space-y-3 px-4 py-3 text-[13px]">
        {t.how.unavailable.map(({ system, command }) => (
          <div key={system}>
            {system}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <code className={code} tabIndex={0}>
              {command}
            </code>
          </div>
        ))}
        <p>{t.how.windows}</p>
        <p className="text-muted text-xs">
          {t.how.cloudInit} {t.how.retry}
        </p>
      </div>
    </Card>
  );
}

function HowToConnect() {
  return (
    <Card title={t.howTitle}>
      <div className="px-4 py-3 text-[13px]">
        {t.how.unsupported}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <code className={code} tabIndex={0}>
          {t.how.channel}
        </code>
      </div>
    </Card>
  );
}
