import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';
import { Icon, type IconName } from './Icon';

const tones = {
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
  info: 'bg-info-soft text-info',
  off: 'bg-off-soft text-off',
  accent: 'bg-accent-soft text-accent-text',
} as const;

export type Tone = keyof typeof tones;

interface BadgeProps {
  tone: Tone;
  icon?: IconName;
  /** Shown when pointed at. */
  title?: string | undefined;
  children: ReactNode;
}

/** A word about a thing's state. The icon and the word tell it; the colour only helps. */
export function Badge({ tone, icon, title, children }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5.5 items-center gap-1 whitespace-nowrap rounded-full px-2 font-medium text-xs',
        tones[tone],
      )}
      title={title}
    >
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
