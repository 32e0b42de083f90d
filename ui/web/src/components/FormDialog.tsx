import type { FormEvent, ReactNode } from 'react';
import { text } from '@/text';
import { Button } from './Button';
import { Dialog, DialogBody, DialogFooter } from './Dialog';
import { Problem } from './Problem';

interface FormDialogProps {
  title: string;
  description?: string;
  /** What the button that sends it says. */
  action: string;
  /** What the button that closes it says: "Cancel" when left out. */
  cancel?: string;
  onSubmit: () => void;
  onClose: () => void;
  busy: boolean;
  /** Whether it may be sent; true when left out. */
  ready?: boolean;
  danger?: boolean;
  wide?: boolean;
  /** What is not shown at a field. */
  error: unknown;
  children: ReactNode;
}

/** A form over the page, with one button that sends it. Always loaded lazily, as every dialog. */
export function FormDialog({
  title,
  description,
  action,
  cancel = text.cancel,
  onSubmit,
  onClose,
  busy,
  ready = true,
  danger = false,
  wide = false,
  error,
  children,
}: FormDialogProps) {
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  }
  return (
    <Dialog
      description={description}
      onOpenChange={(open) => !open && onClose()}
      open
      title={title}
      wide={wide}
    >
      <form className="flex min-h-0 flex-col" noValidate onSubmit={submit}>
        <DialogBody className="space-y-4 pb-3">
          {children}
          <Problem error={error} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{cancel}</Button>
          <Button disabled={busy || !ready} kind={danger ? 'danger' : 'primary'} type="submit">
            {action}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
