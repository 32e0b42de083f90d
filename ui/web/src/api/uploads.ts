import { backoff } from '@/lib/backoff';
import { ApiError, call, newIdempotencyKey } from './client';
import { getOperation, isFinal } from './operations';
import type { Upload } from './types';

/** Bytes that one request carries: a second of a fast network, and what a break costs at most. */
const chunkBytes = 16 * 2 ** 20;
/** How often a broken connection is tried again before the upload is given up. */
const patience = 20;

interface UploadOptions {
  pool: string;
  /** The volume's name; made of the file's when left out. */
  name?: string;
  sha256?: string;
}

/**
 * Sends a file of this computer into a pool as a volume, and returns the volume's name once the
 * server has examined it. When the connection breaks it goes on from what the server kept.
 */
export async function uploadFile(
  file: File,
  options: UploadOptions,
  onPercent: (percent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const upload = await call('post', '/api/v1/uploads', {
    body: {
      ...options,
      name: options.name ?? volumeName(file.name),
      format: await formatOf(file),
      sizeBytes: file.size,
    },
    idempotencyKey: newIdempotencyKey(),
    signal,
  });
  try {
    await sendAll(upload, file, onPercent, signal);
    await examined(upload.id, signal);
  } catch (error) {
    // Nothing of an upload that nobody goes on with is kept.
    if (signal.aborted)
      void call('post', '/api/v1/operations/{id}/cancel', { path: { id: upload.id } }).catch(() => {});
    throw error;
  }
  return upload.name;
}

async function sendAll(
  upload: Upload,
  file: File,
  onPercent: (percent: number) => void,
  signal: AbortSignal,
) {
  let offset = upload.offsetBytes;
  let broken = 0;
  while (offset < file.size) {
    try {
      offset = (await sendChunk(upload.id, file, offset, signal)).offsetBytes;
      broken = 0;
    } catch (error) {
      if (signal.aborted || error instanceof ApiError || ++broken > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, backoff(Math.min(broken, 4))));
      offset = await offsetOf(upload.id, offset, signal);
    }
    onPercent(Math.floor((100 * offset) / file.size));
  }
}

async function sendChunk(id: string, file: File, offset: number, signal: AbortSignal): Promise<Upload> {
  const response = await fetch(`/api/v1/uploads/${encodeURIComponent(id)}`, {
    method: 'PATCH',
    headers: {
      'Content-Type': 'application/octet-stream',
      'Upload-Offset': String(offset),
      Accept: 'application/json',
    },
    body: file.slice(offset, offset + chunkBytes),
    credentials: 'same-origin',
    signal,
  });
  const answer = await response.json();
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}

/** Where the server wants the next byte; what is known already while it cannot be asked. */
async function offsetOf(id: string, known: number, signal: AbortSignal): Promise<number> {
  try {
    return (await call('get', '/api/v1/uploads/{id}', { path: { id }, signal })).offsetBytes;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    return known;
  }
}

/** Waits until the server has looked at what came. */
async function examined(id: string, signal: AbortSignal) {
  for (;;) {
    const operation = await getOperation(id, signal);
    if (operation.error)
      throw new ApiError(400, operation.error as ConstructorParameters<typeof ApiError>[1]);
    if (isFinal(operation)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A volume's name from a file's: letters, digits, '.', '_', '+' and '-'. */
export function volumeName(file: string): string {
  const name = file.replace(/[^A-Za-z0-9._+-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return (name || 'upload').slice(-200).replace(/^[^A-Za-z0-9]+/, '');
}

/** The format that the file's first bytes say: qcow2 has a mark, all else is taken as it is. */
async function formatOf(file: File): Promise<'qcow2' | 'raw'> {
  const mark = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return mark[0] === 0x51 && mark[1] === 0x46 && mark[2] === 0x49 && mark[3] === 0xfb ? 'qcow2' : 'raw';
}
