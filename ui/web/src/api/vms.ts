import { request } from './client';
import type { CreateVM, Operation, Page, VM, VMUpdate, VMUpdateResult } from './types';

/** Rows that one page of the table asks for: some screens full, answered in milliseconds. */
export const vmPageSize = 200;

export interface VMListQuery {
  name?: string | undefined;
  /** Comma-separated states. */
  state?: string | undefined;
  /** One label, "key" or "key=value". */
  label?: string | undefined;
  sort?: string | undefined;
}

export const listVMs = (query: VMListQuery, cursor: string | undefined, signal?: AbortSignal) =>
  request<Page<VM>>('GET', '/vms', { query: { ...query, cursor, limit: vmPageSize }, signal });

export const getVM = (id: string, signal?: AbortSignal) => request<VM>('GET', `/vms/${id}`, { signal });

export const getXML = (id: string, signal?: AbortSignal) =>
  request<string>('GET', `/vms/${id}/xml`, { signal });

export const createVM = (body: CreateVM, idempotencyKey: string) =>
  request<Operation>('POST', '/vms', { body, idempotencyKey });

export const updateVM = (id: string, body: VMUpdate, revision: number, idempotencyKey: string) =>
  request<VMUpdateResult>('PATCH', `/vms/${id}`, { body, revision, idempotencyKey });

export const deleteVM = (id: string, options: { volumes: boolean; force: boolean }, idempotencyKey: string) =>
  request<Operation>('DELETE', `/vms/${id}`, { query: options, idempotencyKey });

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
  request<Operation>('POST', `/vms/${id}/${verb}`, {
    body: discardSavedState ? { discardSavedState } : {},
    idempotencyKey,
  });
