import { Button } from '@/components/Button';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { text } from '@/text';

interface ConfirmDialogProps {
  words: { title: (name: string) => string; body: string; action: string };
  name: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that may lose data. */
export function ConfirmDialog({ words, name, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={words.title(name)}>
      <DialogBody>
        <p>{words.body}</p>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button
          kind="danger"
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
