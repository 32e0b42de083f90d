import { createContext, use } from 'react';
import { useObservable } from '@/lib/observable';
import type { EventStream, StreamStatus } from './client';

export const StreamContext = createContext<EventStream | undefined>(undefined);

/** The page's event stream. */
export function useStream(): EventStream {
  const stream = use(StreamContext);
  if (!stream) throw new Error('useStream outside of StreamContext');
  return stream;
}

/** Where the stream stands, kept up to date. */
export const useStreamStatus = (): StreamStatus => useObservable(useStream().status);
