import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/** Which of the rows exist: from the first to before the end. */
export interface Range {
  first: number;
  end: number;
}

/** The rows that a pane shows, and some beyond, so that fast scrolling meets none that is missing. */
export function rangeOf(scrollTop: number, height: number, rowHeight: number, beyond: number): Range {
  return {
    first: Math.max(0, Math.floor(scrollTop / rowHeight) - beyond),
    end: Math.ceil((scrollTop + height) / rowHeight) + beyond,
  };
}

/**
 * The rows of a long list that are worth making, where all are equally high. It
 * begins at an offset, and answers anew only when other rows come into sight.
 */
export function useRows(
  pane: RefObject<HTMLElement | null>,
  rowHeight: number,
  beyond: number,
  offset: number,
) {
  const [range, setRange] = useState(() => rangeOf(offset, window.innerHeight, rowHeight, beyond));
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the list begins is asked once
  useLayoutEffect(() => {
    if (pane.current) pane.current.scrollTop = offset;
  }, [pane]);
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    const look = () => {
      const next = rangeOf(element.scrollTop, element.clientHeight, rowHeight, beyond);
      setRange((old) => (old.first === next.first && old.end === next.end ? old : next));
    };
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [pane, rowHeight, beyond]);
  return range;
}
