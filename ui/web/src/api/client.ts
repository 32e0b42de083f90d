import type { Fault } from './types';

/** What the server answered instead of what was asked: its problem+json as an Error. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly mend: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
  readonly requestId: string | undefined;

  constructor(status: number, problem: Partial<Fault> & { requestId?: string }) {
    super(problem.detail ?? `the server answered ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? 'internal';
    this.mend = problem.mend;
    this.fields = new Map(problem.fields?.map((field) => [field.name, field.detail]));
    this.requestId = problem.requestId;
  }
}

/** The code of an error: the server's word, or "unreachable" when no answer came. */
export function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : 'unreachable';
}

type QueryValue = string | number | boolean | undefined;

interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Makes a repeated mutation answer with the first one's operation. */
  idempotencyKey?: string;
  /** The revision that the thing must still have. */
  revision?: number;
  signal?: AbortSignal | undefined;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Listeners that want to know that the session is over (401 for anything but a login). */
export const sessionEnded = new EventTarget();

/** One request to the API. It throws ApiError, or TypeError when no answer came. */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await fetch(`/api/v1${path}${search(options.query)}`, {
    method,
    headers: headers(options),
    body: options.body === undefined ? null : JSON.stringify(options.body),
    signal: options.signal ?? null,
    credentials: 'same-origin',
  });
  if (!response.ok) throw await failure(response, path);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (isJSON(response) ? JSON.parse(text) : text) as T;
}

function headers({ body, idempotencyKey, revision }: RequestOptions): Headers {
  const made = new Headers({ Accept: 'application/json, text/plain' });
  if (body !== undefined) made.set('Content-Type', 'application/json');
  if (idempotencyKey) made.set('Idempotency-Key', idempotencyKey);
  if (revision !== undefined) made.set('If-Match', `"${revision}"`);
  return made;
}

function search(query: Record<string, QueryValue> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '' && value !== false) params.set(key, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

async function failure(response: Response, path: string): Promise<ApiError> {
  const problem = isJSON(response) ? await response.json().catch(() => ({})) : {};
  const error = new ApiError(response.status, problem);
  if (error.status === 401 && path !== '/login') sessionEnded.dispatchEvent(new Event('ended'));
  return error;
}

const isJSON = (response: Response) => /\bjson\b/.test(response.headers.get('Content-Type') ?? '');

/** A key for one act of the user, kept over its retries. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
