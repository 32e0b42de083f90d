import { Spinner } from '@/components/Blank';
import { Icon } from '@/components/Icon';
import { formatTimeOfDay } from '@/lib/format';
import type { StreamPhase } from '@/stream/client';
import { useStreamStatus } from '@/stream/context';
import { text } from '@/text';

/** Whether what is shown is up to date. */
export function StreamIndicator() {
  const { phase, lastLiveAt } = useStreamStatus();
  const hint =
    phase === 'live'
      ? text.stream.liveHint
      : text.stream.lost((lastLiveAt && formatTimeOfDay(lastLiveAt)) || undefined);
  return (
    <p className="flex items-center gap-2.5 px-2.5 py-1 text-xs" data-stream={phase} title={hint}>
      <Mark phase={phase} />
      {text.stream[phase]}
    </p>
  );
}

function Mark({ phase }: { phase: StreamPhase }) {
  if (phase === 'live') return <Icon className="text-ok" name="succeeded" />;
  if (phase === 'waiting' || phase === 'idle') return <Icon className="text-danger" name="warning" />;
  return <Spinner className="size-4 text-warn" />;
}
