import { call } from './client';
import type { CreateVM, VMUpdate } from './types';

/** Rows that one page of the table asks for: some screens full, answered in milliseconds. */
export const vmPageSize = 200;

export interface VMListQuery {
  name?: string;
  state?: string[];
  /** "key" or "key=value" */
  label?: string[];
  sort?: VMSort;
}

export const sortKeys = ['name', 'state', 'vcpus', 'memoryBytes', 'createdAt', 'updatedAt'] as const;
export type SortKey = (typeof sortKeys)[number];

/** A sort key, with '-' before it for the other way round. */
export type VMSort = SortKey | `-${SortKey}`;

export const listVMs = (query: VMListQuery, cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/vms', { query: { ...query, ...(cursor && { cursor }), limit: vmPageSize }, signal });

export const getVM = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}', { path: { id }, signal });

export const getXML = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/xml', { path: { id }, signal });

export const createVM = (body: CreateVM, idempotencyKey: string) =>
  call('post', '/api/v1/vms', { body, idempotencyKey });

export const updateVM = (id: string, body: VMUpdate, revision: number, idempotencyKey: string) =>
  call('patch', '/api/v1/vms/{id}', { path: { id }, body, revision, idempotencyKey });

export const deleteVM = (id: string, query: { volumes: boolean; force: boolean }, idempotencyKey: string) =>
  call('delete', '/api/v1/vms/{id}', { path: { id }, query, idempotencyKey });

/** What can be done to a VM's power. */
export const powerVerbs = [
  'start',
  'shutdown',
  'poweroff',
  'reboot',
  'reset',
  'pause',
  'resume',
  'save',
  'restore',
] as const;
export type PowerVerb = (typeof powerVerbs)[number];

export const powerVM = (id: string, verb: PowerVerb, idempotencyKey: string, discardSavedState = false) =>
  call('post', `/api/v1/vms/{id}/${verb}`, {
    path: { id },
    body: discardSavedState ? { discardSavedState } : {},
    idempotencyKey,
  });
