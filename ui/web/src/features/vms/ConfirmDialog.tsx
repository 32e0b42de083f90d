import type { ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { text } from '@/text';

interface ConfirmDialogProps {
  words: { title: (name: string) => string; body: string; action: string };
  name: string;
  /** Whether data may be lost. */
  danger: boolean;
  /** Why it cannot be confirmed now. */
  blocked?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that loses data or stops services. */
export function ConfirmDialog({ words, name, danger, blocked, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={words.title(name)}>
      <DialogBody className="space-y-4">
        {blocked}
        <p>{words.body}</p>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button
          disabled={Boolean(blocked)}
          kind={danger ? 'danger' : 'primary'}
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {words.action}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
