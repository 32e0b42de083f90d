import { call } from './client';
import { pageSize } from './images';
import type { CreateSnapshot } from './types';

export const listSnapshots = (vm: string, cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/snapshots', {
    path: { id: vm },
    query: { ...(cursor && { cursor }), limit: pageSize },
    signal,
  });

export const createSnapshot = (vm: string, body: CreateSnapshot, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/snapshots', { path: { id: vm }, body, idempotencyKey });

export const revertSnapshot = (vm: string, snapshot: string, force: boolean, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/snapshots/{snapshot}/revert', {
    path: { id: vm, snapshot },
    body: { force },
    idempotencyKey,
  });

export const deleteSnapshot = (vm: string, snapshot: string, idempotencyKey: string) =>
  call('delete', '/api/v1/vms/{id}/snapshots/{snapshot}', { path: { id: vm, snapshot }, idempotencyKey });
