import type { Operation } from '@/api/types';
import { Badge, type Tone } from '@/components/Badge';
import type { IconName } from '@/components/Icon';
import { operationsText } from '@/text/operations';

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
      {operationsText.state[state]}
    </Badge>
  );
}

/** What an operation does, in words: "Start". */
export const operationName = (kind: string) => operationsText.kind[kind] ?? kind;

/** Who asked, without the kind where it is a user: "admin". */
export const askedBy = (identity: string) => identity.replace(/^user:/, '');
