import { Observable } from '@/lib/observable';
import { socketURL } from '@/stream/client';

/** Where the console's connection stands. */
export type ConsoleState =
  | { phase: 'connecting' }
  | { phase: 'connected' }
  | { phase: 'ended'; reason: string; why: EndReason };

/**
 * taken: another program holds the console, and says so. refused: the server let no
 * connection come about; a browser is not told why, but that is the likeliest reason.
 */
export type EndReason = 'closed' | 'taken' | 'refused';

/** A console's bytes, over one WebSocket; connecting again is a new one. */
export class ConsoleConnection {
  readonly state = new Observable<ConsoleState>({ phase: 'connecting' });
  private readonly socket: WebSocket;
  private readonly encoder = new TextEncoder();
  private closed = false;

  constructor(vmID: string, takeOver: boolean, onBytes: (bytes: Uint8Array) => void) {
    this.socket = new WebSocket(socketURL(consolePath(vmID), { takeOver: takeOver ? 'true' : undefined }));
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.state.set({ phase: 'connected' });
    this.socket.onmessage = ({ data }) => onBytes(toBytes(data));
    this.socket.onclose = ({ reason }) => this.ended(reason);
  }

  /** Sends what was typed; without a connection it is lost, as on a cable that is out. */
  send(data: string) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(this.encoder.encode(data));
  }

  close() {
    this.closed = true;
    this.socket.close();
  }

  private ended(closeReason: string) {
    const { code, detail } = parseCloseReason(closeReason);
    const refused = this.state.get().phase === 'connecting' && closeReason === '';
    const why = code === 'conflict' ? 'taken' : refused ? 'refused' : 'closed';
    if (!this.closed) this.state.set({ phase: 'ended', reason: detail, why });
  }
}

const consolePath = (vmID: string) => `/vms/${vmID}/console`;

/** The server closes with "code: sentence". */
export function parseCloseReason(reason: string): { code: string; detail: string } {
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(reason) ?? [];
  return code !== undefined && detail !== undefined ? { code, detail } : { code: '', detail: reason };
}

function toBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new TextEncoder().encode(String(data));
}
