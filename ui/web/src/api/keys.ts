import type { OperationListQuery } from './operations';
import type { VMListQuery } from './vms';

/** The query cache's keys, in one place, so that the event stream renews the right ones. */
export const keys = {
  me: ['me'] as const,
  node: ['node'] as const,
  metrics: ['metrics'] as const,
  vmLists: ['vms'] as const,
  vmList: (query: VMListQuery) => ['vms', query] as const,
  vm: (id: string) => ['vm', id] as const,
  xml: (id: string) => ['xml', id] as const,
  operations: ['operations'] as const,
  operationList: (query: OperationListQuery) => ['operations', query] as const,
  operation: (id: string) => ['operation', id] as const,
  events: ['events'] as const,
  screenshot: (id: string) => ['screenshot', id] as const,
  consoles: (id: string) => ['consoles', id] as const,
  agent: (id: string) => ['agent', id] as const,
  guest: (id: string, what: string) => ['guest', id, what] as const,
  /** Things by the noun of their events, so that an event of one renews them: 'pool', 'volume', 'image', 'network', 'snapshot'. */
  things: (noun: string, ...query: unknown[]) => ['things', noun, ...query] as const,
  eventList: (query: { target?: string }) => ['events', query] as const,
};
