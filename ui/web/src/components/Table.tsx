import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface Column<T> {
  key: string;
  label: string;
  render: (row: T) => ReactNode;
  /** Left out on phones. */
  wide?: boolean;
  /** Numbers stand at the right. */
  number?: boolean;
}

interface TableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}

/** A table of some hundred rows at most; a longer list is paged, or has a table that exists in part. */
export function Table<T>({ label, columns, rows, rowKey }: TableProps<T>) {
  return (
    <div className="card overflow-x-auto">
      <table aria-label={label} className="w-full text-[13px]">
        <thead className="border-line border-b bg-side text-left text-muted text-xs">
          <tr>
            {columns.map((column) => (
              <th
                className={cx('h-9 px-3 font-medium first:pl-4 last:pr-4', shape(column))}
                key={column.key}
                scope="col"
              >
                {column.label || <span className="sr-only">{column.key}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr className="hover:bg-hover" key={rowKey(row)}>
              {columns.map((column) => (
                <td
                  className={cx('px-3 py-2 align-top first:pl-4 last:pr-4', shape(column))}
                  key={column.key}
                >
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const shape = <T,>({ wide, number }: Column<T>) =>
  cx(wide && 'max-md:hidden', number && 'text-right tabular-nums');
