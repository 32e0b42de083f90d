import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConsoleConnection, parseCloseReason } from '@/features/vms/console/connection';

class Socket {
  static readonly OPEN = 1;
  static latest: Socket;
  readyState = 0;
  onopen?: () => void;
  onmessage?: (message: { data: unknown }) => void;
  onclose?: (end: { reason: string }) => void;
  readonly sent: string[] = [];

  constructor(readonly url: string) {
    Socket.latest = this;
  }

  open() {
    this.readyState = Socket.OPEN;
    this.onopen?.();
  }

  send(bytes: Uint8Array) {
    this.sent.push(new TextDecoder().decode(bytes));
  }

  close() {
    this.readyState = 3;
    this.onclose?.({ reason: '' });
  }
}

const asked = vi.fn<typeof fetch>();

function answers(status: number, body: object) {
  const headers = { 'Content-Type': 'application/json' };
  asked.mockImplementation(async () => new Response(JSON.stringify(body), { status, headers }));
}

/** A connection that has its ticket. */
async function connect(takeOver = false, onBytes: (bytes: Uint8Array) => void = () => {}) {
  const before = Socket.latest;
  const connection = new ConsoleConnection('vm-1', takeOver, onBytes);
  await vi.waitUntil(() => Socket.latest !== before);
  return connection;
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('fetch', asked);
  answers(201, { path: '/api/v1/vms/vm-1/console?ticket=nvt_1' });
});
afterEach(() => vi.unstubAllGlobals());

describe('a console’s connection', () => {
  it('carries bytes both ways', async () => {
    const printed: number[] = [];
    const connection = await connect(false, (bytes) => printed.push(...bytes));
    connection.send('lost');
    Socket.latest.open();
    connection.send('ls\r');
    Socket.latest.onmessage?.({ data: new Uint8Array([104, 105]).buffer });
    expect(Socket.latest.url).toBe('ws://localhost:3000/api/v1/vms/vm-1/console?ticket=nvt_1');
    expect(Socket.latest.sent).toEqual(['ls\r']);
    expect(printed).toEqual([104, 105]);
  });

  it('asks to take over', async () => {
    await connect(true);
    expect(asked.mock.lastCall?.[0]).toBe('/api/v1/vms/vm-1/tickets');
    expect(JSON.parse(String(asked.mock.lastCall?.[1]?.body))).toEqual({ kind: 'serial', takeOver: true });
  });

  it('says why there is no ticket', async () => {
    answers(409, { code: 'wrong_state', detail: 'the vm has no serial console' });
    const { state } = new ConsoleConnection('vm-1', false, () => {});
    await vi.waitUntil(() => state.get().phase === 'ended');
    expect(state.get()).toEqual({ phase: 'ended', reason: 'the vm has no serial console', why: 'none' });
  });

  it('opens nothing after it was closed', async () => {
    const before = Socket.latest;
    const connection = new ConsoleConnection('vm-1', false, () => {});
    connection.close();
    await asked.mock.results.at(-1)?.value;
    await Promise.resolve();
    expect(Socket.latest).toBe(before);
  });

  it('tells why it ended', async () => {
    const { state } = await connect();
    Socket.latest.onclose?.({ reason: '' });
    expect(state.get()).toEqual({ phase: 'ended', reason: '', why: 'refused' });
  });

  it('knows another program from an end', async () => {
    const { state } = await connect();
    Socket.latest.open();
    Socket.latest.onclose?.({ reason: 'conflict: virsh console holds it' });
    expect(state.get()).toEqual({ phase: 'ended', reason: 'virsh console holds it', why: 'taken' });
  });

  it('says nothing of an end that the page wanted', async () => {
    const connection = await connect();
    Socket.latest.open();
    connection.close();
    expect(connection.state.get()).toEqual({ phase: 'connected' });
  });
});

it.each([
  ['timeout: it took too long', { code: 'timeout', detail: 'it took too long' }],
  ['goodbye', { code: '', detail: 'goodbye' }],
  ['', { code: '', detail: '' }],
])('reads the close reason %j', (reason, read) => expect(parseCloseReason(reason)).toEqual(read));
