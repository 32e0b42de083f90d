import { call } from './client';
import type { ExecGuest, SetGuestPassword } from './types';

/** The most that the server tells of a guest in one list. */
const all = 512;

export const getAgent = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/agent', { path: { id }, signal });

export const listFilesystems = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/agent/filesystems', { path: { id }, query: { limit: all }, signal });

export const listGuestUsers = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/agent/users', { path: { id }, query: { limit: all }, signal });

export const listAddresses = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/addresses', { path: { id }, signal });

export const setGuestPassword = (id: string, body: SetGuestPassword, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/agent/password', { path: { id }, body, idempotencyKey });

export const execGuest = (id: string, body: ExecGuest, idempotencyKey: string, signal: AbortSignal) =>
  call('post', '/api/v1/vms/{id}/agent/exec', { path: { id }, body, idempotencyKey, signal });

export const freezeGuest = (id: string, seconds: number, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/agent/freeze', { path: { id }, body: { seconds }, idempotencyKey });

export const thawGuest = (id: string, idempotencyKey: string) =>
  call('post', '/api/v1/vms/{id}/agent/thaw', { path: { id }, idempotencyKey });
