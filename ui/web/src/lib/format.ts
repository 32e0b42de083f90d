const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size for people, in binary units with at most one decimal: 1536 MiB is "1.5 GiB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = Number.isInteger(value) || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${units[unit]}`;
}

/** Units that a size can be typed in. */
export const sizeUnits = { MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;
export type SizeUnit = keyof typeof sizeUnits;

/** A size as a number of the largest unit that holds it without a fraction. */
export function splitBytes(bytes: number): { value: string; unit: SizeUnit } {
  const fits = (Object.keys(sizeUnits) as SizeUnit[]).filter((unit) => bytes % sizeUnits[unit] === 0);
  const unit = fits.at(-1) ?? 'MiB';
  return { value: String(bytes / sizeUnits[unit]), unit };
}

/** What splitBytes split; NaN when value is not a number. */
export function joinBytes(value: string, unit: SizeUnit): number {
  const number = Number(value.trim().replace(',', '.'));
  return value.trim() === '' ? Number.NaN : Math.round(number * sizeUnits[unit]);
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const steps: [limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [30 * 86_400, 86_400, 'day'],
  [365 * 86_400, 30 * 86_400, 'month'],
  [Number.POSITIVE_INFINITY, 365 * 86_400, 'year'],
];

/** How long before now: "now", "12s ago", "3h ago". Never says that something is yet to come. */
export function formatAgo(at: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  if (seconds < 5) return 'just now';
  const [, size, unit] = steps.find(([limit]) => seconds < limit) ?? ([0, 1, 'second'] as const);
  return relative.format(-Math.floor(seconds / size), unit);
}

/** A length of time: "0.4 s", "12 s", "3 min 5 s", "2 h 1 min", "3 d 4 h". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Date and time in the reader's own zone and order. */
export const formatDateTime = (at: string) => dateTime.format(new Date(at));
export const formatTimeOfDay = (at: number) => timeOfDay.format(new Date(at));

const count = new Intl.NumberFormat('en');
export const formatCount = (n: number) => count.format(n);
