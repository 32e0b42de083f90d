import { call } from './client';
import { pageSize } from './images';
import type { CreateNetwork, DHCPHost, NetworkUpdate } from './types';

export const listNetworks = (cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/networks', { query: { ...(cursor && { cursor }), limit: pageSize }, signal });

export const createNetwork = (body: CreateNetwork, idempotencyKey: string) =>
  call('post', '/api/v1/networks', { body, idempotencyKey });

export const updateNetwork = (id: string, body: NetworkUpdate, revision: number, idempotencyKey: string) =>
  call('patch', '/api/v1/networks/{id}', { path: { id }, body, revision, idempotencyKey });

export const startNetwork = (id: string, idempotencyKey: string) =>
  call('post', '/api/v1/networks/{id}/start', { path: { id }, idempotencyKey });

/** What ends a network's work. */
export type NetworkEnd = 'stop' | 'delete';

/** Stops or deletes a network. force does it although VMs are on it. */
export const endNetwork = (id: string, end: NetworkEnd, force: boolean, idempotencyKey: string) =>
  end === 'stop'
    ? call('post', '/api/v1/networks/{id}/stop', { path: { id }, query: { force }, idempotencyKey })
    : call('delete', '/api/v1/networks/{id}', { path: { id }, query: { force }, idempotencyKey });

/** Asks whether a network could be ended: a conflict names the VMs that are on it. */
export const mayEndNetwork = (id: string, end: NetworkEnd, signal?: AbortSignal) =>
  end === 'stop'
    ? call('post', '/api/v1/networks/{id}/stop', { path: { id }, query: { dryRun: true }, signal })
    : call('delete', '/api/v1/networks/{id}', { path: { id }, query: { dryRun: true }, signal });

export const listLeases = (id: string, cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/networks/{id}/leases', {
    path: { id },
    query: { ...(cursor && { cursor }), limit: pageSize },
    signal,
  });

export const setDHCPHost = (id: string, { mac, ...body }: DHCPHost, idempotencyKey: string) =>
  call('put', '/api/v1/networks/{id}/hosts/{mac}', { path: { id, mac }, body, idempotencyKey });

export const deleteDHCPHost = (id: string, mac: string, idempotencyKey: string) =>
  call('delete', '/api/v1/networks/{id}/hosts/{mac}', { path: { id, mac }, idempotencyKey });

export const listHostInterfaces = (signal?: AbortSignal) =>
  call('get', '/api/v1/node/interfaces', { query: { limit: pageSize }, signal });

/** The VMs on a network, by name, and how many they are. */
export const listVMsOn = (network: string, limit: number, signal?: AbortSignal) =>
  call('get', '/api/v1/vms', { query: { network, limit }, signal });
