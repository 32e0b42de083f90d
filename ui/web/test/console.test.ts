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

beforeEach(() => vi.stubGlobal('WebSocket', Socket));
afterEach(() => vi.unstubAllGlobals());

describe('a console’s connection', () => {
  it('carries bytes both ways', () => {
    const printed: number[] = [];
    const connection = new ConsoleConnection('vm-1', false, (bytes) => printed.push(...bytes));
    connection.send('lost');
    Socket.latest.open();
    connection.send('ls\r');
    Socket.latest.onmessage?.({ data: new Uint8Array([104, 105]).buffer });
    expect(Socket.latest.url).toBe('ws://localhost:3000/api/v1/vms/vm-1/console');
    expect(Socket.latest.sent).toEqual(['ls\r']);
    expect(printed).toEqual([104, 105]);
  });

  it('asks to take over', () => {
    new ConsoleConnection('vm-1', true, () => {});
    expect(Socket.latest.url).toContain('takeOver=true');
  });

  it('tells why it ended', () => {
    const { state } = new ConsoleConnection('vm-1', false, () => {});
    Socket.latest.onclose?.({ reason: '' });
    expect(state.get()).toEqual({ phase: 'ended', reason: '', why: 'refused' });
  });

  it('knows another program from an end', () => {
    const { state } = new ConsoleConnection('vm-1', false, () => {});
    Socket.latest.open();
    Socket.latest.onclose?.({ reason: 'conflict: virsh console holds it' });
    expect(state.get()).toEqual({ phase: 'ended', reason: 'virsh console holds it', why: 'taken' });
  });

  it('says nothing of an end that the page wanted', () => {
    const connection = new ConsoleConnection('vm-1', false, () => {});
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
