import type { VMState } from '@/api/types';
import { Badge, type Tone } from '@/components/Badge';
import type { IconName } from '@/components/Icon';
import { text } from '@/text';

/** Every power state, the ones that matter most first. */
export const vmStates = ['running', 'paused', 'pmsuspended', 'crashed', 'unknown', 'shutoff'] as const;

const looks: Record<VMState, { tone: Tone; icon: IconName }> = {
  running: { tone: 'ok', icon: 'play' },
  paused: { tone: 'warn', icon: 'pause' },
  pmsuspended: { tone: 'info', icon: 'moon' },
  shutoff: { tone: 'off', icon: 'stop' },
  crashed: { tone: 'danger', icon: 'warning' },
  unknown: { tone: 'off', icon: 'question' },
};

interface StateBadgeProps {
  state: VMState;
  /** How many are in this state, before the word. */
  count?: number;
  title?: string | undefined;
}

/** A VM's power state: icon, word and colour. */
export function StateBadge({ state, count, title }: StateBadgeProps) {
  const { tone, icon } = looks[state];
  return (
    <Badge icon={icon} title={title} tone={tone}>
      {count !== undefined && `${count} `}
      {text.vms.state[state]}
    </Badge>
  );
}
