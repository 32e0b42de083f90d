import * as Radix from '@radix-ui/react-dialog';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';
import { text } from '@/text';
import { IconButton } from './Button';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description?: string | undefined;
  children: ReactNode;
  /** drawer comes from the right and fills the height. */
  as?: 'dialog' | 'drawer';
  wide?: boolean;
}

const shapes = {
  dialog:
    'inset-x-0 bottom-0 mx-auto max-h-[94dvh] w-full rounded-t-2xl sm:top-[8vh] sm:bottom-auto sm:max-h-[84vh] sm:rounded-2xl animate-enter',
  drawer: 'inset-y-0 right-0 w-full sm:max-w-md sm:rounded-l-2xl animate-slide',
};

/**
 * A dialog or drawer over the page: it holds the focus, Escape and a click
 * beside it close it, and the focus goes back to where it was.
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  as = 'dialog',
  wide,
}: DialogProps) {
  const width = as === 'dialog' && (wide ? 'sm:max-w-2xl' : 'sm:max-w-md');
  return (
    <Radix.Root onOpenChange={onOpenChange} open={open}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className={cx(
            'fixed z-50 flex flex-col border border-line bg-surface shadow-pop outline-none',
            shapes[as],
            width,
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 grow">
              <Radix.Title className="break-words font-semibold text-base">{title}</Radix.Title>
              {description && <p className="mt-0.5 text-[13px] text-muted">{description}</p>}
            </div>
            <Radix.Close asChild>
              <IconButton className="-mr-2" icon="cross" label={text.close} size="small" />
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface DialogBodyProps {
  children: ReactNode;
  className?: string;
  /** Without padding, for lists that go from edge to edge. */
  flush?: boolean;
}

/** The part of a dialog that scrolls. */
export function DialogBody({ children, className, flush = false }: DialogBodyProps) {
  return (
    <div
      className={cx('min-h-0 grow overflow-y-auto', flush ? 'border-line border-t' : 'px-5 py-1', className)}
    >
      {children}
    </div>
  );
}

/** The row of buttons at a dialog's end. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return <footer className="flex flex-wrap justify-end gap-2 px-5 pt-3 pb-4">{children}</footer>;
}
