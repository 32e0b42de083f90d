import { type ReactNode, useEffect } from 'react';
import { text } from '@/text';

interface PageHeaderProps {
  title: string;
  /** Beside the title: a count, a state. */
  aside?: ReactNode;
  /** Under the title. */
  below?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
}

/** The head of every page; it also names the browser's tab. */
export function PageHeader({ title, aside, below, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = text.pageTitle(title);
  }, [title]);
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-4 pb-3 sm:px-6">
      <div className="min-w-0">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="break-all font-semibold text-xl tracking-tight">{title}</h1>
          {aside}
        </div>
        {below}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
