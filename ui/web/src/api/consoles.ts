import { ApiError, call, newIdempotencyKey } from './client';

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

/** A picture of a VM's screen, at most width pixels wide, as an address that an img takes. */
export async function getScreenshot(id: string, width: number, signal?: AbortSignal): Promise<string> {
  const path = `/api/v1/vms/${encodeURIComponent(id)}/screenshot?width=${width}`;
  const response = await fetch(path, { signal: signal ?? null, credentials: 'same-origin' });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(characters)}`;
}
