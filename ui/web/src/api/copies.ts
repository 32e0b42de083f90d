import { call } from './client';
import { listOperations } from './operations';
import type { CloneVM, ImportVM, Operation } from './types';

export const cloneVM = (id: string, body: CloneVM, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/clone', { path: { id }, body, idempotencyKey });

export const makeTemplate = (id: string, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/template', { path: { id }, idempotencyKey });

export const unmakeTemplate = (id: string, idempotencyKey: string) =>
  call('delete', '/api/v1/vms/{id}/template', { path: { id }, idempotencyKey });

/** The operation that an export would be, with what it warns of; throws why there can be none. */
export const checkExport = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/export', {
    path: { id },
    query: { dryRun: true },
    signal,
  }) as Promise<Operation>;

/** Where the file is, to save: reading it begins the export. */
export const exportURL = (id: string) => `/api/v1/vms/${encodeURIComponent(id)}/export`;

/** The newest exports of a VM. */
export const exportsOf = async (id: string): Promise<Operation[]> =>
  (await listOperations({ target: id, limit: 10 })).items.filter(({ kind }) => kind === 'vm.export');

/**
 * The export that a download began: a page is not told which, so it is the one that was not there
 * before. Undefined when there is none after some seconds.
 */
export async function findExport(
  id: string,
  before: readonly Operation[],
  pauseMs = 300,
): Promise<Operation | undefined> {
  const known = new Set(before.map((operation) => operation.id));
  for (let tries = 0; tries < 20; tries++) {
    const found = (await exportsOf(id)).find((operation) => !known.has(operation.id));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return undefined;
}

export const importVM = (body: ImportVM, idempotencyKey: string) =>
  call('post', '/api/v1/vms/import', { body, idempotencyKey });
