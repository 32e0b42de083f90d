import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

/** What scrolls in a page; it can be focused, so that the keyboard scrolls it too. */
export function ScrollPane({ children, className }: { children: ReactNode; className?: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={cx('overflow-y-auto -outline-offset-2', className)} tabIndex={0}>
      {children}
    </div>
  );
}
