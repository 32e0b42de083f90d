import { confirmText } from '@/text/confirm';
import { ConfirmDialog } from './ConfirmDialog';

interface PowerDialogProps {
  asked: 'shutdown' | 'poweroff' | 'reset' | 'startFresh';
  name: string;
  /** Whether data may be lost. */
  danger: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before a VM is stopped or reset. */
export function PowerDialog({ asked, ...rest }: PowerDialogProps) {
  return <ConfirmDialog {...rest} words={confirmText[asked]} />;
}
