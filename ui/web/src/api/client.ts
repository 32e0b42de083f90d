import type { paths } from './schema.gen';
import type { Present, Problem } from './types';

/** What the server answered instead of what was asked: its problem+json as an Error. */
export class ApiError extends Error {
  readonly code: Problem['code'];
  readonly status: number;
  readonly mend: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
  readonly requestId: string | undefined;

  constructor(status: number, problem: Partial<Problem>) {
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

/** Everything that the API's document says of one request. */
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Offers<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];
type Parameters<Op, Kind extends string> = Op extends { parameters: Partial<Record<Kind, infer T>> }
  ? T
  : never;
type Body<Op> = Op extends { requestBody?: { content: { 'application/json': infer T } } } ? T : never;
type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined;
type Answer<Op> = Op extends { responses: infer R } ? Content<R[keyof R & (200 | 201 | 202 | 204)]> : never;

interface Options<Op> {
  path?: Parameters<Op, 'path'>;
  query?: Present<NonNullable<Parameters<Op, 'query'>>> | undefined;
  body?: Present<Body<Op>>;
  /** Makes a repeated mutation answer with the first one's operation. */
  idempotencyKey?: string;
  /** The revision that the thing must still have. */
  revision?: number;
  signal?: AbortSignal | undefined;
}

/** Listeners that want to know that the session is over (401 for anything but a login). */
export const sessionEnded = new EventTarget();

/** Options without what the document says of one path: compared with every path's, they are too complex for the compiler. */
interface AnyOptions {
  path?: unknown;
  query?: unknown;
  body?: unknown;
  idempotencyKey?: string;
  revision?: number;
  signal?: AbortSignal | undefined;
}

/**
 * One request to the API, checked against its document at compile time. It
 * throws ApiError, or TypeError when no answer came.
 */
export async function call<M extends Method, P extends Offers<M>>(
  method: M,
  path: P,
  options: Options<paths[P][M]> = {},
): Promise<Present<Answer<paths[P][M]>>> {
  const asked = options as unknown as AnyOptions;
  const response = await fetch(address(path, asked), {
    method: method.toUpperCase(),
    headers: headers(asked),
    body: asked.body === undefined ? null : JSON.stringify(asked.body),
    signal: asked.signal ?? null,
    credentials: 'same-origin',
  });
  if (!response.ok) throw await failure(response, path);
  const text = response.status === 204 ? undefined : await response.text();
  const answer: unknown = text !== undefined && isJSON(response) ? JSON.parse(text) : text;
  return answer as Present<Answer<paths[P][M]>>;
}

function headers({ body, idempotencyKey, revision }: AnyOptions): Headers {
  const made = new Headers({ Accept: 'application/json, application/xml' });
  if (body !== undefined) made.set('Content-Type', 'application/json');
  if (idempotencyKey) made.set('Idempotency-Key', idempotencyKey);
  if (revision !== undefined) made.set('If-Match', `"${revision}"`);
  return made;
}

/** The address with its path parameters and query filled in; what is undefined, empty or false is left out. */
function address(path: string, options: { path?: unknown; query?: unknown }): string {
  const values = (options.path ?? {}) as Record<string, string>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(options.query ?? {})) {
    for (const item of [value].flat())
      if (item !== undefined && item !== '' && item !== false) params.append(key, String(item));
  }
  return params.size > 0 ? `${filled}?${params}` : filled;
}

async function failure(response: Response, path: string): Promise<ApiError> {
  const problem = isJSON(response) ? await response.json().catch(() => ({})) : {};
  const error = new ApiError(response.status, problem);
  if (error.status === 401 && path !== '/api/v1/login') sessionEnded.dispatchEvent(new Event('ended'));
  return error;
}

const isJSON = (response: Response) => /\bjson\b/.test(response.headers.get('Content-Type') ?? '');

/** A key for one act of the user, kept over its retries. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
