import { request } from './client';
import type { Operation, Page } from './types';

export const listOperations = (
  query: { target?: string; state?: string; cursor?: string | undefined; limit: number },
  signal?: AbortSignal,
) => request<Page<Operation>>('GET', '/operations', { query, signal });

export const getOperation = (id: string, signal?: AbortSignal) =>
  request<Operation>('GET', `/operations/${id}`, { signal });

export const cancelOperation = (id: string) => request<Operation>('POST', `/operations/${id}/cancel`);

export const isFinal = (operation: Operation) =>
  operation.finishedAt !== undefined || finalStates.has(operation.state);

const finalStates: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled']);
