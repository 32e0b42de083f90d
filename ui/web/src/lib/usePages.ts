import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Page } from '@/api/types';

/** A list that the server pages: what was read so far, and how to read on. */
export interface Pages<T> {
  items: T[] | undefined;
  total: number | undefined;
  error: unknown;
  /** Reads the next page; undefined when there is none. */
  more: (() => void) | undefined;
}

export function usePages<T>(
  key: readonly unknown[],
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    total: query.data?.pages[0]?.total,
    error: query.data ? undefined : query.error,
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
  };
}
