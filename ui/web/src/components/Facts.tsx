import { Fragment, type ReactNode } from 'react';

/** A titled box of the page. */
export function Card({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card min-w-0">
      <header className="flex min-h-11 items-center justify-between gap-3 border-line border-b px-4">
        <h2 className="font-semibold text-[13px]">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Names and values. Those without a value are left out. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-2 px-4 py-3 text-[13px]">
      {facts
        .filter(([, value]) => value !== undefined && value !== '' && value !== null)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
