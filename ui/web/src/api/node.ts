import { request } from './client';
import type { EventPage, Node, NodeMetrics } from './types';

export const getNode = (signal?: AbortSignal) => request<Node>('GET', '/node', { signal });

export const getNodeMetrics = (signal?: AbortSignal) => request<NodeMetrics>('GET', '/metrics', { signal });

export const listEvents = (
  query: {
    since?: string | undefined;
    target?: string | undefined;
    type?: string;
    tail?: boolean;
    limit: number;
  },
  signal?: AbortSignal,
) => request<EventPage>('GET', '/events', { query, signal });
