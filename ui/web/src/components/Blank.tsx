import type { ReactNode } from 'react';
import { text } from '@/text';
import { Icon, type IconName } from './Icon';

interface BlankProps {
  icon: IconName;
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  /** It is the whole page: its title is the page's. */
  main?: boolean;
}

/** What stands where nothing is, or where something could not be shown: why, and what to do. */
export function Blank({ icon, title, hint, action, main = false }: BlankProps) {
  const Heading = main ? 'h1' : 'h2';
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-2xl bg-accent-soft text-accent-text">
        <Icon name={icon} size={22} />
      </span>
      <Heading className="font-semibold text-base">{title}</Heading>
      {hint && <p className="mt-1 max-w-sm text-muted">{hint}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}

/** Something is being read. It is quiet, since most things take a few milliseconds. */
export function Loading() {
  return (
    <div aria-label={text.loading} className="grid place-items-center py-16 text-muted" role="status">
      <Spinner />
    </div>
  );
}

export function Spinner({ className = 'size-4' }: { className?: string }) {
  return (
    <svg aria-hidden="true" className={`${className} animate-spin`} fill="none" viewBox="0 0 16 16">
      <circle cx="8" cy="8" opacity="0.25" r="6" stroke="currentColor" strokeWidth="2" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeLinecap="round" strokeWidth="2" />
    </svg>
  );
}
