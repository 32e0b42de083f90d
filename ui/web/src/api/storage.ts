import { call, newIdempotencyKey } from './client';
import { pageSize } from './images';
import type { CreatePool, CreateVolume, Disk, Volume } from './types';

export const listPools = (cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/pools', { query: { ...(cursor && { cursor }), limit: pageSize }, signal });

export const poolKinds = (signal?: AbortSignal) => call('get', '/api/v1/pools/kinds', { signal });

export const createPool = (body: CreatePool, idempotencyKey: string) =>
  call('post', '/api/v1/pools', { body, idempotencyKey });

export const poolVerb = (id: string, verb: 'start' | 'stop' | 'refresh', idempotencyKey: string) =>
  call('post', `/api/v1/pools/{id}/${verb}`, { path: { id }, idempotencyKey });

export const deletePool = (id: string, idempotencyKey: string) =>
  call('delete', '/api/v1/pools/{id}', { path: { id }, idempotencyKey });

export const listVolumes = (pool: string, cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/volumes', { query: { pool, ...(cursor && { cursor }), limit: pageSize }, signal });

/** The first page of the volumes of all pools. */
export const listAllVolumes = (signal?: AbortSignal) =>
  call('get', '/api/v1/volumes', { query: { limit: pageSize }, signal });

/** The volume that a disk is on; null when no pool has it. */
export async function findVolume(disk: Disk, signal?: AbortSignal): Promise<Volume | null> {
  const name = disk.volume ?? disk.source?.split('/').at(-1);
  if (!name) return null;
  const found = await call('get', '/api/v1/volumes', {
    query: { name, limit: pageSize, ...(disk.pool && { pool: disk.pool }) },
    signal,
  });
  const isIt = (volume: Volume) => (disk.volume ? volume.name === disk.volume : volume.path === disk.source);
  return found.items.find(isIt) ?? null;
}

export const createVolume = (body: CreateVolume, idempotencyKey: string) =>
  call('post', '/api/v1/volumes', { body, idempotencyKey });

export const resizeVolume = (id: string, capacityBytes: number, idempotencyKey: string) =>
  call('post', '/api/v1/volumes/{id}/resize', { path: { id }, body: { capacityBytes }, idempotencyKey });

export const deleteVolume = (id: string, idempotencyKey: string) =>
  call('delete', '/api/v1/volumes/{id}', { path: { id }, idempotencyKey });

/** Where the bytes of a volume are, to save. */
export const volumeContentURL = (id: string) => `/api/v1/volumes/${encodeURIComponent(id)}/content`;

/** Deletes the volume of that name, if it is there. */
export async function deleteVolumeNamed(pool: string, name: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await listVolumes(pool, cursor);
    const found = page.items.find((volume) => volume.name === name);
    if (found) return void (await deleteVolume(found.id, newIdempotencyKey()));
    cursor = page.next;
  } while (cursor);
}
