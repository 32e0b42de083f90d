import type { Operation } from '@/api/types';
import { Badge, type Tone } from '@/components/Badge';
import type { IconName } from '@/components/Icon';
import { text } from '@/text';

const looks: Record<Operation['state'], { tone: Tone; icon: IconName }> = {
  pending: { tone: 'off', icon: 'clock' },
  running: { tone: 'accent', icon: 'reboot' },
  succeeded: { tone: 'ok', icon: 'succeeded' },
  failed: { tone: 'danger', icon: 'failed' },
  canceled: { tone: 'off', icon: 'canceled' },
};

export function OperationState({ state }: { state: Operation['state'] }) {
  const { tone, icon } = looks[state];
  return (
    <Badge icon={icon} tone={tone}>
      {text.operations.state[state]}
    </Badge>
  );
}

/** What an operation does, in words: "Start". */
export const operationName = (kind: string) => text.operations.kind[kind] ?? kind;

/** Who asked, without the kind where it is a user: "admin". */
export const askedBy = (identity: string) => identity.replace(/^user:/, '');
