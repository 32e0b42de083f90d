import { call, newIdempotencyKey } from './client';

/** A ticket opens one console of a VM once, within seconds. */
export const createTicket = (
  id: string,
  kind: 'vnc' | 'serial',
  options: { viewOnly?: boolean; takeOver?: boolean } = {},
) => call('post', '/api/v1/vms/{id}/tickets', { path: { id }, body: { kind, ...options } });

export const getConsoles = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/consoles', { path: { id }, signal });

export const typeText = (id: string, body: { text: string; layout: string }) =>
  call('post', '/api/v1/vms/{id}/text', { path: { id }, body, idempotencyKey: newIdempotencyKey() });

/** Where a picture of a VM's screen is: at most width pixels wide, and another one for another moment. */
export const screenshotURL = (id: string, width: number, at: number) =>
  `/api/v1/vms/${encodeURIComponent(id)}/screenshot?width=${width}#${at}`;
