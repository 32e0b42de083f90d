import type { ButtonHTMLAttributes, Ref } from 'react';
import { cx } from '@/lib/cx';
import { Icon, type IconName } from './Icon';

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55';

const kinds = {
  /** The one thing a page or dialog is for. */
  primary: 'bg-accent text-on-accent not-disabled:hover:bg-accent-hover',
  /** Everything else that is offered openly. */
  plain: 'border border-line bg-surface text-text not-disabled:hover:bg-hover',
  /** In bars and rows, where borders would be noise. */
  quiet: 'text-muted not-disabled:hover:bg-hover not-disabled:hover:text-text',
  /** What destroys something. */
  danger: 'bg-danger text-surface not-disabled:hover:opacity-90',
} as const;

const sizes = { small: 'h-8 px-2.5 text-[13px]', normal: 'h-9 px-3.5 text-sm' } as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof kinds;
  size?: keyof typeof sizes;
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words. */
export function Button({ kind = 'plain', size = 'normal', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button className={cx(base, kinds[kind], sizes[size], className)} type="button" {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  icon: IconName;
  /** What it does: read aloud, and shown when pointed at. */
  label: string;
}

/** A button with an icon alone; its label is its accessible name and its tooltip. */
export function IconButton({
  kind = 'quiet',
  icon,
  label,
  className,
  size = 'normal',
  ...rest
}: IconButtonProps) {
  const square = size === 'small' ? 'size-8' : 'size-9';
  return (
    <button
      aria-label={label}
      className={cx(base, kinds[kind], square, className)}
      title={label}
      type="button"
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
