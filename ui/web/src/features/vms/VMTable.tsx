import { useRouter } from '@tanstack/react-router';
import { FlexRender, type Header, type Row, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, memo, useEffect, useRef } from 'react';
import type { VM } from '@/api/types';
import { type SortKey, sortKeys, type VMSort } from '@/api/vms';
import { Spinner } from '@/components/Blank';
import { Icon } from '@/components/Icon';
import { cx } from '@/lib/cx';
import { text } from '@/text';
import { columns, features } from './columns';
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
  const table = useTable({ features, columns, data: vms, getRowId: (vm) => vm.id });
  const follow = useFollowLinks();
  const { rows } = table.getRowModel();
  const place = JSON.stringify(search);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: () => rowHeight,
    overscan,
    initialOffset: offsets.get(place) ?? 0,
    getItemKey: (index) => rows[index]?.id ?? index,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && last >= rows.length - rowsAhead) onLoadMore();
  }, [hasMore, last, rows.length, onLoadMore]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a real table cannot be placed one by one
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link is a click on it
    <div
      aria-label={text.vms.table}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
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
        {table.getHeaderGroups().map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: a row is not interactive
          <div className="flex h-9 items-center gap-3 px-4 sm:px-6" key={group.id} role="row">
            {group.headers.map((header) => (
              <HeadCell header={header} key={header.id} onSort={onSort} search={search} />
            ))}
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div className="relative" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && <VMRow index={item.index} key={item.key} row={row} top={item.start} vm={row.original} />
          );
        })}
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
  row: Row<typeof features, VM>;
  /** The row's VM; the row is drawn anew only when this changes. */
  vm: VM;
  index: number;
  top: number;
}

const VMRow = memo(
  function VMRow({ row, index, top }: VMRowProps) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: see VMTable
      // biome-ignore lint/a11y/useFocusableInteractive: a row is not interactive
      <div
        aria-rowindex={index + 2}
        className="absolute inset-x-0 flex h-13 items-center gap-3 border-line border-b bg-surface px-4 hover:bg-hover sm:px-6"
        data-vm={row.original.name}
        role="row"
        style={{ transform: `translateY(${top}px)` }}
      >
        {row.getAllCells().map((cell) => (
          // biome-ignore lint/a11y/useSemanticElements: see VMTable
          <div className={cell.column.columnDef.meta?.className} key={cell.id} role="cell">
            <FlexRender cell={cell} />
          </div>
        ))}
      </div>
    );
  },
  (a, b) => a.vm === b.vm && a.top === b.top && a.index === b.index,
);

interface HeadCellProps {
  header: Header<typeof features, VM>;
  search: ListSearch;
  onSort: (sort: VMSort) => void;
}

function HeadCell({ header, search, onSort }: HeadCellProps) {
  const id = header.column.id;
  const sortable = (sortKeys as readonly string[]).includes(id);
  const { key, descending } = sortOf(search);
  const sorted = key === id;
  const words = <FlexRender header={header} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VMTable
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it is
    <div
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
      className={cx('text-muted text-xs', header.column.columnDef.meta?.className)}
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
        <span className="font-medium">{words}</span>
      )}
    </div>
  );
}
