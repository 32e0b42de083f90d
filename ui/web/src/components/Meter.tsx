import { cx } from '@/lib/cx';

interface MeterProps {
  label: string;
  /** 0 to 100 */
  percent: number;
  /** From here on it is too full. */
  high?: number;
}

/** How full something is. */
export function Meter({ label, percent, high = 100 }: MeterProps) {
  const full = Math.min(100, Math.max(0, percent));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn in our colours
    <div
      aria-label={label}
      aria-valuemax={100}
      aria-valuemin={0}
      aria-valuenow={Math.round(full)}
      className="h-1.5 overflow-hidden rounded-full bg-off-soft"
      role="meter"
    >
      <div
        className={cx('h-full rounded-full', full >= high ? 'bg-warn' : 'bg-accent')}
        style={{ width: `${full}%` }}
      />
    </div>
  );
}
