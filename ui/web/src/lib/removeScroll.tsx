import type { ElementType, ReactNode } from 'react';

/**
 * Stands in for react-remove-scroll, which Radix wraps modal content in and
 * which injects a <style> that our Content Security Policy refuses. The page
 * never scrolls as a whole (only panes in it do), so there is nothing to lock.
 */
export function RemoveScroll({ as: As, children }: { as?: ElementType; children: ReactNode }) {
  return As ? <As>{children}</As> : children;
}
