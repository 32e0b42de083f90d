import { useSyncExternalStore } from 'react';
import { Observable } from './observable';

/** One clock for each interval, however many components look at it. */
class Clock {
  private readonly now = new Observable(Date.now());
  private watchers = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly intervalMs: number) {}

  get = () => this.now.get();

  watch = (changed: () => void) => {
    const unsubscribe = this.now.subscribe(changed);
    if (this.watchers++ === 0) this.start();
    return () => {
      unsubscribe();
      if (--this.watchers === 0) clearInterval(this.timer);
    };
  };

  private start() {
    this.now.set(Date.now());
    this.timer = setInterval(() => this.now.set(Date.now()), this.intervalMs);
  }
}

const seconds = new Clock(1_000);
const coarse = new Clock(10_000);

/** The present time in milliseconds, renewed so that "3 min ago" stays true. */
export function useNow(precision: 'seconds' | 'coarse' = 'coarse'): number {
  const clock = precision === 'seconds' ? seconds : coarse;
  return useSyncExternalStore(clock.watch, clock.get);
}
