import { type InfiniteData, QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keys } from '@/api/keys';
import type { EventPage, Page, VM } from '@/api/types';
import { CacheUpdater } from '@/stream/cache';
import { anEvent, aVM } from './fixtures';

const listKey = keys.vmList({ sort: 'name' });
let queries: QueryClient;
let updater: CacheUpdater;
let answer: (path: string) => unknown;

beforeEach(() => {
  vi.useFakeTimers();
  queries = new QueryClient();
  updater = new CacheUpdater(queries);
  answer = () => aVM({ state: 'paused', revision: 8 });
  vi.stubGlobal('fetch', (path: string) => {
    const body = answer(path);
    return Promise.resolve(
      new Response(JSON.stringify(body ?? { code: 'not_found', detail: 'gone' }), {
        status: body ? 200 : 404,
        headers: { 'Content-Type': body ? 'application/json' : 'application/problem+json' },
      }),
    );
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function showList(...vms: VM[]) {
  queries.setQueryData<InfiniteData<Page<VM>>>(listKey, {
    pages: [{ items: vms, total: vms.length }],
    pageParams: [undefined],
  });
  // A query counts as shown while something observes it.
  queries
    .getQueryCache()
    .find({ queryKey: listKey })
    ?.addObserver({
      options: { enabled: true },
      onQueryUpdate: () => {},
      setOptions: () => {},
      isStale: () => false,
      shouldFetchOnWindowFocus: () => false,
      shouldFetchOnReconnect: () => false,
    } as never);
}

const shownStates = () =>
  queries
    .getQueryData<InfiniteData<Page<VM>>>(listKey)
    ?.pages.flatMap((page) => page.items.map((vm) => vm.state));

it('reads a VM that changed and puts it into the list that shows it', async () => {
  showList(aVM(), aVM({ id: 'other', name: 'web-2', state: 'shutoff' }));
  updater.onEvents([anEvent(1, { type: 'vm.paused' })]);
  await vi.advanceTimersByTimeAsync(80);
  expect(shownStates()).toEqual(['paused', 'shutoff']);
});

it('asks once for a VM that changed several times at once', async () => {
  showList(aVM());
  const asked: string[] = [];
  answer = (path) => {
    asked.push(path);
    return aVM({ revision: 9 });
  };
  updater.onEvents([anEvent(1), anEvent(2), anEvent(3)]);
  await vi.advanceTimersByTimeAsync(80);
  expect(asked.filter((path) => path.includes(aVM().id))).toHaveLength(1);
});

it('never replaces a newer VM by an older one', () => {
  queries.setQueryData(keys.vm(aVM().id), aVM({ revision: 9, state: 'running' }));
  updater.putVM(aVM({ revision: 8, state: 'shutoff' }));
  expect(queries.getQueryData<VM>(keys.vm(aVM().id))?.state).toBe('running');
});

it('takes a deleted VM out of the lists at once', () => {
  showList(aVM());
  updater.onEvents([anEvent(1, { type: 'vm.deleted' })]);
  expect(shownStates()).toEqual([]);
});

it('takes a VM out that is gone when it is asked for', async () => {
  showList(aVM());
  answer = () => undefined;
  updater.onEvents([anEvent(1)]);
  await vi.advanceTimersByTimeAsync(80);
  expect(shownStates()).toEqual([]);
});

it('adds events to the lists of events that want them, once each', () => {
  const page: EventPage = { items: [anEvent(1)], next: 'c1', more: false };
  const other = keys.eventList({ target: 'other' });
  queries.setQueryData(keys.eventList({}), page);
  queries.setQueryData(other, { ...page, items: [] });
  updater.onEvents([anEvent(1), anEvent(2)]);
  expect(queries.getQueryData<EventPage>(keys.eventList({}))?.items.map((e) => e.sequence)).toEqual([1, 2]);
  expect(queries.getQueryData<EventPage>(other)?.items).toEqual([]);
});

it('has everything but the session read anew after a gap', () => {
  queries.setQueryData(keys.me, { name: 'admin' });
  queries.setQueryData(keys.node, { id: 'n' });
  updater.onReset();
  expect(queries.getQueryState(keys.me)?.isInvalidated).toBe(false);
  expect(queries.getQueryState(keys.node)?.isInvalidated).toBe(true);
});
