import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { text } from '@/text';

interface ConfirmDialogProps {
  words: { title: (name: string) => string; body: string; action: string };
  name: string;
  /** Whether data may be lost. */
  danger: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that loses data or stops services. */
export function ConfirmDialog({ words, name, danger, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={words.title(name)}>
      <DialogBody>
        <p>{words.body}</p>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button
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
