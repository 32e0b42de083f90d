/** Milliseconds before the nth retry (from 0): doubling from 0.5 s to 15 s, with jitter. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(15_000, 500 * 2 ** attempt);
  return Math.round(full * (0.75 + random() * 0.5)); // so that many pages do not come back at once
}
