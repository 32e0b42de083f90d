import { Observable } from '@/lib/observable';
import { socketURL } from '@/stream/client';

/** Where the console's connection stands. */
export type ConsoleState =
  | { phase: 'connecting' }
  | { phase: 'connected' }
  /** It ended; reason is the server's word for why. */
  | { phase: 'ended'; reason: string; taken: boolean };

/** A console's bytes, over one WebSocket; connecting again is a new one. */
export class ConsoleConnection {
  readonly state = new Observable<ConsoleState>({ phase: 'connecting' });
  private readonly socket: WebSocket;
  private readonly encoder = new TextEncoder();

  constructor(vmID: string, takeOver: boolean, onBytes: (bytes: Uint8Array) => void) {
    this.socket = new WebSocket(
      socketURL(`/vms/${vmID}/console`, { takeOver: takeOver ? 'true' : undefined }),
    );
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.state.set({ phase: 'connected' });
    this.socket.onmessage = ({ data }) => onBytes(toBytes(data));
    this.socket.onclose = ({ code, reason }) =>
      this.state.set({ phase: 'ended', reason, taken: code === takenCode || /^conflict\b/.test(reason) });
  }

  /** Sends what was typed; without a connection it is lost, as on a cable that is out. */
  send(data: string) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(this.encoder.encode(data));
  }

  close() {
    this.socket.onclose = null;
    this.socket.close();
  }
}

/** The close code with which the server says that another program holds the console. */
const takenCode = 4409;

function toBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new TextEncoder().encode(String(data));
}
