import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, memo, useEffect, useRef } from 'react';
import type { VM } from '@/api/types';
import { type SortKey, sortKeys, type VMSort } from '@/api/vms';
import { Spinner } from '@/components/Blank';
import { Icon } from '@/components/Icon';
import { cx } from '@/lib/cx';
import { useRows } from '@/lib/useRows';
import { text } from '@/text';
import { columns } from './columns';
import { type ListSearch, sortOf, toggledSort } from './listSearch';

/** Every row is this high, so that the table knows where each of thousands stands. */
const rowHeight = 52;
/** Rows kept ready beyond what is seen, for fast scrolling. */
const overscan = 12;
/** The next page is read when the end is nearer than this. */
const rowsAhead = 60;

interface VMTableProps {
  vms: VM[];
  search: ListSearch;
  hasMore: boolean;
  onLoadMore: () => void;
  onSort: (sort: VMSort) => void;
}

/** Where the list was scrolled to, so that coming back from a VM's page finds it there. */
const offsets = new Map<string, number>();

/** The VMs as a table of which only the visible rows exist. */
export function VMTable({ vms, search, hasMore, onLoadMore, onSort }: VMTableProps) {
  const pane = useRef<HTMLDivElement>(null);
  const follow = useFollowLinks();
  const place = JSON.stringify(search);
  const { first, end } = useRows(pane, rowHeight, overscan, offsets.get(place) ?? 0);
  const shown = vms.slice(first, end);

  useEffect(() => {
    if (hasMore && end >= vms.length - rowsAhead) onLoadMore();
  }, [hasMore, end, vms.length, onLoadMore]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a real table cannot be placed one by one
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link is a click on it
    <div
      aria-label={text.vms.table}
      aria-rowcount={hasMore ? -1 : vms.length + 1}
      className="absolute inset-0 overflow-y-auto"
      onClick={follow}
      onScroll={(event) => offsets.set(place, event.currentTarget.scrollTop)}
      ref={pane}
      role="table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div className="sticky top-0 z-10 border-line border-y bg-side" role="rowgroup">
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row is not interactive */}
        <div className="flex h-9 items-center gap-3 px-4 sm:px-6" role="row">
          {columns.map((column) => (
            <HeadCell column={column} key={column.id} onSort={onSort} search={search} />
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div className="relative" role="rowgroup" style={{ height: vms.length * rowHeight }}>
        {shown.map((vm, index) => (
          <VMRow index={first + index} key={vm.id} vm={vm} />
        ))}
      </div>
      {hasMore && (
        <p className="flex items-center justify-center gap-2 py-4 text-muted text-xs">
          <Spinner /> {text.vms.loadMore}
        </p>
      )}
    </div>
  );
}

/**
 * Follows the links in rows within the page. One listener does it for all of
 * them: thousands of rows come and go while scrolling, and a plain <a> is light.
 */
function useFollowLinks() {
  const router = useRouter();
  return (event: MouseEvent<HTMLElement>) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || modified || event.button !== 0) return;
    event.preventDefault();
    router.history.push(link.pathname + link.search);
  };
}

interface VMRowProps {
  vm: VM;
  index: number;
}

/** One row; it is drawn anew only when its VM or its place changes. */
const VMRow = memo(function VMRow({ vm, index }: VMRowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VMTable
    // biome-ignore lint/a11y/useFocusableInteractive: a row is not interactive
    <div
      aria-rowindex={index + 2}
      className="absolute inset-x-0 flex h-13 items-center gap-3 border-line border-b bg-surface px-4 hover:bg-hover sm:px-6"
      data-vm={vm.name}
      role="row"
      style={{ transform: `translateY(${index * rowHeight}px)` }}
    >
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see VMTable
        <div className={column.className} key={column.id} role="cell">
          {column.cell(vm)}
        </div>
      ))}
    </div>
  );
});

interface HeadCellProps {
  column: (typeof columns)[number];
  search: ListSearch;
  onSort: (sort: VMSort) => void;
}

function HeadCell({ column: { id, className }, search, onSort }: HeadCellProps) {
  const sortable = (sortKeys as readonly string[]).includes(id);
  const { key, descending } = sortOf(search);
  const sorted = key === id;
  const words = text.vms.columns[id];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VMTable
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it is
    <div
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
      className={cx('text-muted text-xs', className)}
      role="columnheader"
    >
      {sortable ? (
        <button
          className={cx(
            '-ml-1 inline-flex h-7 items-center gap-1 rounded-md px-1 font-medium hover:text-text',
            sorted && 'text-text',
          )}
          onClick={() => onSort(toggledSort(search.sort, id as SortKey))}
          type="button"
        >
          {words}
          <Icon className={sorted ? '' : 'invisible'} name={descending ? 'down' : 'up'} size={12} />
        </button>
      ) : (
        <span className={id === 'actions' ? 'sr-only' : 'font-medium'}>{words}</span>
      )}
    </div>
  );
}
