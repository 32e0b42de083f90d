import { ApiError } from '@/api/client';
import { createTicket } from '@/api/consoles';
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
 * none: there is no ticket for it.
 */
export type EndReason = 'closed' | 'taken' | 'refused' | 'none';

/** A console's bytes, over one WebSocket with a ticket of its own; connecting again is a new one. */
export class ConsoleConnection {
  readonly state = new Observable<ConsoleState>({ phase: 'connecting' });
  private socket: WebSocket | undefined;
  private readonly encoder = new TextEncoder();
  private closed = false;

  constructor(
    vmID: string,
    takeOver: boolean,
    private readonly onBytes: (bytes: Uint8Array) => void,
  ) {
    createTicket(vmID, 'serial', { takeOver }).then(
      (ticket) => !this.closed && this.open(ticketURL(ticket.path)),
      (error: unknown) => this.end(error instanceof ApiError ? error.message : '', 'none'),
    );
  }

  /** Sends what was typed; without a connection it is lost, as on a cable that is out. */
  send(data: string) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(this.encoder.encode(data));
  }

  close() {
    this.closed = true;
    this.socket?.close();
  }

  private open(url: string) {
    this.socket = new WebSocket(url);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.state.set({ phase: 'connected' });
    this.socket.onmessage = ({ data }) => this.onBytes(toBytes(data));
    this.socket.onclose = ({ reason }) => this.ended(reason);
  }

  private ended(closeReason: string) {
    const { code, detail } = parseCloseReason(closeReason);
    const refused = this.state.get().phase === 'connecting' && closeReason === '';
    const why = code === 'conflict' ? 'taken' : refused ? 'refused' : 'closed';
    this.end(detail, why);
  }

  private end(reason: string, why: EndReason) {
    if (!this.closed) this.state.set({ phase: 'ended', reason, why });
  }
}

/** Where a ticket's WebSocket is. */
export const ticketURL = (path: string) => socketURL(path.replace(/^\/api\/v1/, ''));

/** The server closes with "code: sentence". */
export function parseCloseReason(reason: string): { code: string; detail: string } {
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(reason) ?? [];
  return code !== undefined && detail !== undefined ? { code, detail } : { code: '', detail: reason };
}

function toBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new TextEncoder().encode(String(data));
}
