import type { Bandwidth, IOLimits } from '@/api/types';

const mebibyte = 2 ** 20;

/** The limits that a disk can have, in the order of the form. */
export const limitKeys = [
  'bytesPerSecond',
  'iops',
  'readBytesPerSecond',
  'writeBytesPerSecond',
  'readIops',
  'writeIops',
  'burstBytesPerSecond',
  'burstIops',
  'burstSeconds',
] as const;
export type LimitKey = (typeof limitKeys)[number];

/** Limits as they are typed: data in MiB, the rest as it is; empty for none. */
export type LimitForm = Record<LimitKey, string>;

export const isData = (key: string) => key.endsWith('ytesPerSecond');

export const limitsOf = (limits: IOLimits | undefined): LimitForm =>
  Object.fromEntries(limitKeys.map((key) => [key, typed(limits?.[key], isData(key))])) as LimitForm;

/**
 * All limits that were typed, over those that the form does not show; undefined
 * when one of them is no number.
 */
export function readLimits(form: LimitForm, begun: IOLimits | undefined): IOLimits | undefined {
  const limits: IOLimits = { ...begun };
  for (const key of limitKeys) {
    const value = amount(form[key], isData(key));
    if (Number.isNaN(value)) return undefined;
    if (value > 0) limits[key] = value;
    else delete limits[key];
  }
  return limits;
}

/** A direction's limit, in MiB/s; empty for none. */
export const rateOf = (limit: Bandwidth | undefined) => typed(limit?.bytesPerSecond, true);

/** The limit that was typed, 0 for none; undefined when it is no number. */
export function readRate(value: string): Bandwidth | undefined {
  const bytesPerSecond = amount(value, true);
  return Number.isNaN(bytesPerSecond) ? undefined : { bytesPerSecond };
}

const typed = (value: number | undefined, data: boolean) =>
  value ? String(data ? round(value / mebibyte) : value) : '';

const round = (n: number) => Math.round(n * 100) / 100;

function amount(value: string, data: boolean): number {
  const text = value.trim().replace(',', '.');
  if (text === '') return 0;
  if (!/^\d+(\.\d+)?$/.test(text) || (!data && text.includes('.'))) return Number.NaN;
  return Math.round(Number(text) * (data ? mebibyte : 1));
}
