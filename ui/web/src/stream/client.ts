import type { Gap, Event as NovaEvent } from '@/api/types';
import { backoff } from '@/lib/backoff';
import { Observable } from '@/lib/observable';

/** What the server sends, one of these in each text frame. */
export interface Frame {
  event?: NovaEvent;
  gap?: Gap;
  heartbeat?: { cursor: string };
}

/**
 * Where the stream stands. live: everything shown is up to date. catchingUp: connected,
 * but events of the time without connection are still coming. waiting: no
 * connection, the next try is at retryAt. connecting: a try is under way.
 */
export type StreamPhase = 'idle' | 'connecting' | 'catchingUp' | 'live' | 'waiting';

export interface StreamStatus {
  phase: StreamPhase;
  /** When the page last knew that it was up to date; undefined before the first time. */
  lastLiveAt: number | undefined;
  /** When the next try is made, while waiting. */
  retryAt: number | undefined;
}

/** What the stream does with what it receives. */
export interface StreamHandlers {
  /** The events of one moment, in order. */
  onEvents(events: NovaEvent[]): void;
  /** Something may have been missed: everything that is shown must be read anew. */
  onReset(): void;
}

/** What the stream needs from outside; tests bring their own. */
export interface StreamEnvironment {
  open(url: string): WebSocket;
  url(cursor: string | undefined): string;
  now(): number;
  random(): number;
}

/**
 * The server sends a heartbeat every 20 s; with nothing for this
 * long the connection is dead although nobody said so.
 */
const silenceLimitMs = 45_000;

/** The node's event stream: resumes where it was, for as long as it is wanted. */
export class EventStream {
  readonly status = new Observable<StreamStatus>({
    phase: 'idle',
    lastLiveAt: undefined,
    retryAt: undefined,
  });

  private socket: WebSocket | undefined;
  private cursor: string | undefined;
  private attempt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private queue: NovaEvent[] = [];
  private flushing = false;

  constructor(
    private readonly handlers: StreamHandlers,
    private readonly environment: StreamEnvironment,
  ) {}

  /** Connects, and keeps connecting until stop. */
  start() {
    if (this.status.get().phase === 'idle') this.connect();
  }

  /** Ends the connection and forgets the cursor. */
  stop() {
    this.drop();
    this.cursor = undefined;
    this.attempt = 0;
    this.status.set({ phase: 'idle', lastLiveAt: undefined, retryAt: undefined });
  }

  /** Tries now instead of at retryAt. */
  retryNow() {
    if (this.status.get().phase === 'waiting') this.connect();
  }

  private connect() {
    this.drop();
    this.change({ phase: 'connecting', retryAt: undefined });
    const socket = this.environment.open(this.environment.url(this.cursor));
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (message) => this.received(message.data);
    socket.onclose = () => this.closed(socket);
  }

  private opened() {
    // Without a cursor to resume from, what was read before may be older than the stream.
    if (this.cursor === undefined) this.handlers.onReset();
    this.change({ phase: 'catchingUp' });
    this.expectSomething();
  }

  private received(data: unknown) {
    this.expectSomething();
    const frame = parseFrame(data);
    if (frame?.gap) this.gap(frame.gap);
    if (frame?.event) this.event(frame.event);
    if (frame?.heartbeat) this.heartbeat(frame.heartbeat.cursor);
  }

  private gap(gap: Gap) {
    this.cursor = gap.oldest;
    this.handlers.onReset();
  }

  private event(event: NovaEvent) {
    this.cursor = event.cursor;
    this.queue.push(event);
    if (!this.flushing) {
      this.flushing = true;
      queueMicrotask(() => this.flush());
    }
    // An event of this moment is proof that nothing older is still to come.
    if (this.environment.now() - Date.parse(event.at) < 2000) this.live();
  }

  private heartbeat(cursor: string) {
    this.cursor = cursor;
    this.live();
  }

  private live() {
    this.attempt = 0;
    this.change({ phase: 'live', lastLiveAt: this.environment.now() });
  }

  private flush() {
    const events = this.queue;
    this.queue = [];
    this.flushing = false;
    if (events.length > 0) this.handlers.onEvents(events);
  }

  private closed(socket: WebSocket) {
    if (socket !== this.socket) return; // an older one that was replaced
    this.drop();
    const wait = backoff(this.attempt++, this.environment.random);
    this.change({ phase: 'waiting', retryAt: this.environment.now() + wait });
    this.retryTimer = setTimeout(() => this.connect(), wait);
  }

  private expectSomething() {
    clearTimeout(this.silenceTimer);
    const socket = this.socket;
    this.silenceTimer = setTimeout(() => socket && this.closed(socket), silenceLimitMs);
  }

  private drop() {
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  private change(part: Partial<StreamStatus>) {
    this.status.update((status) => ({ ...status, ...part }));
  }
}

/** The frame in a message; undefined for what is not one (a newer server may send more kinds). */
export function parseFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/** The address of a WebSocket of this page's own server. */
export function socketURL(path: string, query: Record<string, string | undefined> = {}): string {
  const url = new URL(`/api/v1${path}`, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, value);
  }
  return url.href;
}
