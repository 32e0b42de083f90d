import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';
import { Icon, type IconName } from './Icon';

const tones = {
  info: 'border-info/25 bg-info-soft text-info',
  warn: 'border-warn/25 bg-warn-soft text-warn',
  danger: 'border-danger/25 bg-danger-soft text-danger',
} as const;

interface BannerProps {
  tone: keyof typeof tones;
  icon: IconName;
  children: ReactNode;
  /** A button or link at its end. */
  action?: ReactNode;
  /** bar goes across the whole page; box stands in the content. */
  as?: 'bar' | 'box';
  role?: 'status' | 'alert';
}

/** Something about the whole page that should not be missed. */
export function Banner({ tone, icon, children, action, as = 'bar', role }: BannerProps) {
  return (
    <div
      className={cx(
        'flex gap-2.5 px-4 py-2 text-[13px]',
        action ? 'items-center' : 'items-start',
        as === 'bar' ? 'border-b' : 'rounded-xl border',
        tones[tone],
      )}
      role={role}
    >
      <Icon className="mt-0.5 shrink-0" name={icon} />
      <div className="min-w-0 grow">{children}</div>
      {action}
    </div>
  );
}
