import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { ApiError } from '@/api/client';
import { keys } from '@/api/keys';
import type { Event, EventPage, Page, VM } from '@/api/types';
import { getVM } from '@/api/vms';
import type { StreamHandlers } from './client';

/** Events that arrive within this time are answered by one round of requests. */
const gatherMs = 80;
/** With more VMs changed at once than this, the lists alone are read anew. */
const fetchEachLimit = 12;
/** The least time between two readings of the lists, for each page of them that is loaded. */
const listIntervalPerPageMs = 250;
/** Nouns whose lists are read anew when one of them changed. */
const things: ReadonlySet<string> = new Set(['pool', 'volume', 'image', 'network', 'snapshot']);
/** Events kept in a live list. */
const eventListLimit = 500;

/**
 * Keeps the query cache true to the event stream: a VM that changed is read and put
 * into every list that shows it at once, and the lists are read anew a little later
 * (their order, filter and total may have changed), the later the longer they are.
 */
export class CacheUpdater implements StreamHandlers {
  private readonly changedVMs = new Set<string>();
  private readonly changedOperations = new Set<string>();
  private readonly changedThings = new Set<string>();
  private gatherTimer: ReturnType<typeof setTimeout> | undefined;
  private listTimer: ReturnType<typeof setTimeout> | undefined;
  private lastListReading = 0;

  constructor(private readonly queries: QueryClient) {}

  onReset() {
    void this.queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] });
  }

  onEvents(events: Event[]) {
    for (const event of events) this.take(event);
    this.appendEvents(events);
  }

  private take(event: Event) {
    const noun = event.type.split('.', 1)[0];
    if (noun === 'vm') this.vmChanged(event);
    if (noun === 'operation' && event.operation) this.changedOperations.add(event.operation);
    if (noun && things.has(noun)) this.changedThings.add(noun);
    if (noun === 'node' || noun === 'hypervisor') this.nodeChanged();
    this.gatherTimer ??= setTimeout(() => void this.readChanged(), gatherMs);
  }

  private vmChanged(event: Event) {
    if (event.type === 'vm.deleted') {
      this.removeVM(event.target.id);
    } else {
      this.changedVMs.add(event.target.id);
    }
    this.readListsSoon();
  }

  private nodeChanged() {
    void this.queries.invalidateQueries({ queryKey: keys.node });
    this.readListsSoon();
    void this.queries.invalidateQueries({ queryKey: ['vm'] });
  }

  private async readChanged() {
    this.gatherTimer = undefined;
    this.readOperations();
    this.readThings();
    const ids = [...this.changedVMs].filter((id) => this.isShown(id));
    this.changedVMs.clear();
    if (ids.length <= fetchEachLimit) await Promise.all(ids.map((id) => this.readVM(id)));
    else for (const id of ids) void this.queries.invalidateQueries({ queryKey: keys.vm(id) });
  }

  private readOperations() {
    if (this.changedOperations.size === 0) return;
    void this.queries.invalidateQueries({ queryKey: keys.operations });
    for (const id of this.changedOperations)
      void this.queries.invalidateQueries({ queryKey: keys.operation(id) });
    this.changedOperations.clear();
  }

  private readThings() {
    for (const noun of this.changedThings)
      void this.queries.invalidateQueries({ queryKey: keys.things(noun) });
    this.changedThings.clear();
  }

  private isShown(id: string): boolean {
    if (this.queries.getQueryData(keys.vm(id))) return true;
    const lists = this.queries.getQueriesData<InfiniteData<Page<VM>>>({
      queryKey: keys.vmLists,
      type: 'active',
    });
    return lists.some(([, data]) => data?.pages.some((page) => page.items.some((vm) => vm.id === id)));
  }

  private async readVM(id: string) {
    try {
      this.putVM(await getVM(id));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_found') this.removeVM(id);
    }
  }

  /** Puts a VM that was just read wherever it is shown. An older one never replaces a newer one. */
  putVM(vm: VM) {
    this.queries.setQueryData<VM>(keys.vm(vm.id), (old) => newer(old, vm));
    void this.queries.invalidateQueries({ queryKey: keys.xml(vm.id) });
    this.changeLists((items) => items.map((old) => (old.id === vm.id ? newer(old, vm) : old)));
  }

  private removeVM(id: string) {
    this.changeLists((items) => items.filter((vm) => vm.id !== id));
    void this.queries.invalidateQueries({ queryKey: keys.vm(id) });
  }

  private changeLists(change: (items: VM[]) => VM[]) {
    this.queries.setQueriesData<InfiniteData<Page<VM>>>({ queryKey: keys.vmLists }, (data) =>
      data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) } : data,
    );
  }

  private readListsSoon() {
    if (this.listTimer) return;
    const wait = Math.max(gatherMs, this.lastListReading + this.listInterval() - Date.now());
    this.listTimer = setTimeout(() => void this.readLists(), wait);
  }

  private async readLists() {
    this.listTimer = undefined;
    this.lastListReading = Date.now();
    await this.queries.invalidateQueries({ queryKey: keys.vmLists });
    await this.queries.invalidateQueries({ queryKey: keys.metrics });
  }

  private listInterval(): number {
    const lists = this.queries.getQueriesData<InfiniteData<Page<VM>>>({
      queryKey: keys.vmLists,
      type: 'active',
    });
    const pages = lists.reduce((sum, [, data]) => sum + (data?.pages.length ?? 0), 0);
    return Math.max(1, pages) * listIntervalPerPageMs;
  }

  private appendEvents(events: Event[]) {
    for (const [key] of this.queries.getQueriesData<EventPage>({ queryKey: keys.events })) {
      const { target } = (key[1] ?? {}) as { target?: string };
      const wanted = events.filter((event) => !target || event.target.id === target);
      if (wanted.length === 0) continue;
      this.queries.setQueryData<EventPage>(key, (page) => page && appended(page, wanted));
    }
  }
}

function newer(old: VM | undefined, vm: VM): VM {
  return old && old.revision > vm.revision ? old : vm;
}

function appended(page: EventPage, events: Event[]): EventPage {
  const last = page.items.at(-1)?.sequence ?? 0;
  const fresh = events.filter((event) => event.sequence > last);
  return { ...page, items: [...page.items, ...fresh].slice(-eventListLimit) };
}
