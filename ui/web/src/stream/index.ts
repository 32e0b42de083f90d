import type { QueryClient } from '@tanstack/react-query';
import { CacheUpdater } from './cache';
import { EventStream, socketURL } from './client';

/** The page's one event stream, which keeps queries true. */
export function makeEventStream(queries: QueryClient): EventStream {
  return new EventStream(new CacheUpdater(queries), {
    open: (url) => new WebSocket(url),
    url: (cursor) => socketURL('/ws', { since: cursor }),
    now: () => Date.now(),
    random: Math.random,
  });
}
