import { call } from './client';

export const getNode = (signal?: AbortSignal) => call('get', '/api/v1/node', { signal });

export const getNodeMetrics = (signal?: AbortSignal) => call('get', '/api/v1/metrics', { signal });

/** The newest events, oldest of them first. */
export const latestEvents = (target: string | undefined, limit: number, signal?: AbortSignal) =>
  call('get', '/api/v1/events', { query: { ...(target && { target }), tail: true, limit }, signal });
