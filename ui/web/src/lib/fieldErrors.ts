import { ApiError } from '@/api/client';
import { fieldSentence } from '@/components/Problem';

/** What the server said about a field of the request, by the field's path. */
export function fieldErrors(error: unknown): (path: string) => string | undefined {
  const fields = error instanceof ApiError ? error.fields : new Map<string, string>();
  return (path) => fields.get(path) ?? fields.get(`body.${path}`);
}

/**
 * The error, if a part of it is not shown at one of the given fields: it has no
 * fields, or one that the form does not show. Otherwise undefined.
 */
export function restOf(error: unknown, shown: readonly string[]): unknown {
  if (!(error instanceof ApiError) || error.fields.size === 0) return error ?? undefined;
  const hidden = [...error.fields].filter(([path]) => !shown.includes(path.replace(/^body\./, '')));
  if (hidden.length === 0) return undefined;
  const detail = hidden.map(([path, words]) => fieldSentence(path, words)).join(' ');
  return new ApiError(error.status, { code: error.code, detail, ...(error.mend && { mend: error.mend }) });
}
