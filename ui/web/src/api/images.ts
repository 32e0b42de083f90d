import { call } from './client';
import type { ImportImage } from './types';

/** Rows that one page of a list asks for. */
export const pageSize = 200;

export const listImages = (cursor: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/images', { query: { ...(cursor && { cursor }), limit: pageSize }, signal });

export const importImage = (body: ImportImage, idempotencyKey: string) =>
  call('post', '/api/v1/images', { body, idempotencyKey });

export const deleteImage = (id: string, idempotencyKey: string) =>
  call('delete', '/api/v1/images/{id}', { path: { id }, idempotencyKey });
