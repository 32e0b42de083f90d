import { cx } from '@/lib/cx';

interface ProgressProps {
  /** 0 to 100; undefined while nobody knows. */
  percent: number | undefined;
  label: string;
  className?: string;
}

/** How far something is. */
export function Progress({ percent, label, className }: ProgressProps) {
  const known = percent !== undefined && percent > 0;
  return (
    <div
      aria-label={label}
      aria-valuemax={100}
      aria-valuemin={0}
      aria-valuenow={known ? percent : undefined}
      className={cx('h-1 overflow-hidden rounded-full bg-off-soft', className)}
      role="progressbar"
    >
      <div
        className={cx(
          'h-full rounded-full bg-accent transition-[width]',
          !known && 'w-1/4 animate-indeterminate',
        )}
        style={known ? { width: `${percent}%` } : undefined}
      />
    </div>
  );
}
