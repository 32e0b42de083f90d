import { call } from './client';
import type { Operation } from './types';

export interface OperationListQuery {
  target?: string;
  state?: Operation['state'];
}

export const listOperations = (query: OperationListQuery & { limit: number }, signal?: AbortSignal) =>
  call('get', '/api/v1/operations', { query, signal });

export const getOperation = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/operations/{id}', { path: { id }, signal });

export const cancelOperation = (id: string) =>
  call('post', '/api/v1/operations/{id}/cancel', { path: { id } });

export const operationStates = ['pending', 'running', 'succeeded', 'failed', 'canceled'] as const;

const finalStates: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled']);

export const isFinal = (operation: Operation) => finalStates.has(operation.state);
