import { ApiError, call } from '@/api/client';
import { Observable } from '@/lib/observable';
import { socketURL } from '@/stream/client';

/** Where the console's connection stands. */
export type ConsoleState =
  | { phase: 'connecting' }
  | { phase: 'connected' }
  /** It ended. taken: another program holds the console, so connecting again needs a decision. */
  | { phase: 'ended'; reason: string; taken: boolean };

/** A console's bytes, over one WebSocket; connecting again is a new one. */
export class ConsoleConnection {
  readonly state = new Observable<ConsoleState>({ phase: 'connecting' });
  private readonly socket: WebSocket;
  private readonly encoder = new TextEncoder();
  private closed = false;

  constructor(
    private readonly vmID: string,
    takeOver: boolean,
    onBytes: (bytes: Uint8Array) => void,
  ) {
    this.socket = new WebSocket(socketURL(consolePath(vmID), { takeOver: takeOver ? 'true' : undefined }));
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.state.set({ phase: 'connected' });
    this.socket.onmessage = ({ data }) => onBytes(toBytes(data));
    this.socket.onclose = ({ reason }) => void this.ended(reason);
  }

  /** Sends what was typed; without a connection it is lost, as on a cable that is out. */
  send(data: string) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(this.encoder.encode(data));
  }

  close() {
    this.closed = true;
    this.socket.close();
  }

  private async ended(closeReason: string) {
    const refused = this.state.get().phase === 'connecting' && closeReason === '';
    const { code, detail } = refused ? await whyRefused(this.vmID) : parseCloseReason(closeReason);
    if (!this.closed) this.state.set({ phase: 'ended', reason: detail, taken: code === 'conflict' });
  }
}

const consolePath = (vmID: string) => `/vms/${vmID}/console`;

/** The server closes with "code: sentence". */
export function parseCloseReason(reason: string): { code: string; detail: string } {
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(reason) ?? [];
  return code !== undefined && detail !== undefined ? { code, detail } : { code: '', detail: reason };
}

/**
 * Why no WebSocket came about. A browser does not tell the page; asked without
 * an upgrade, the server gives its refusal as a problem (or 426, when it has none).
 */
async function whyRefused(vmID: string): Promise<{ code: string; detail: string }> {
  try {
    await call('get', '/api/v1/vms/{id}/console', { path: { id: vmID } });
  } catch (error) {
    if (error instanceof ApiError && error.status !== 426) return { code: error.code, detail: error.message };
  }
  return { code: '', detail: '' };
}

function toBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new TextEncoder().encode(String(data));
}
