import RFB from '@novnc/novnc';
import { Observable } from '@/lib/observable';
import { parseCloseReason, ticketURL } from '../console/connection';

/** Where the screen's connection stands. */
export type ScreenState =
  | { phase: 'connecting' }
  | { phase: 'connected' }
  | { phase: 'ended'; reason: string };

/** A VM's screen in element, over one WebSocket; connecting again is a new one. */
export class ScreenConnection {
  readonly state = new Observable<ScreenState>({ phase: 'connecting' });
  private readonly rfb: RFB;
  private closed = false;

  constructor(element: HTMLElement, path: string, viewOnly: boolean) {
    const socket = new WebSocket(ticketURL(path));
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('close', ({ reason }) => this.ended(reason));
    this.rfb = new RFB(element, socket, { shared: true });
    this.rfb.background = 'transparent';
    this.rfb.scaleViewport = true;
    this.rfb.viewOnly = viewOnly;
    this.rfb.addEventListener('connect', () => {
      this.state.set({ phase: 'connected' });
      this.rfb.focus({ preventScroll: true });
    });
    // A server that cannot be understood: the socket may stay open.
    this.rfb.addEventListener('disconnect', () => this.ended(''));
  }

  /** Presses keys in order and lets go of them the other way round. */
  press(keys: readonly Key[]) {
    for (const [keysym, code] of keys) this.rfb.sendKey(keysym, code, true);
    for (const [keysym, code] of keys.toReversed()) this.rfb.sendKey(keysym, code, false);
    this.rfb.focus({ preventScroll: true });
  }

  close() {
    this.closed = true;
    this.rfb.disconnect();
  }

  private ended(closeReason: string) {
    if (this.closed || this.state.get().phase === 'ended') return;
    this.state.set({ phase: 'ended', reason: parseCloseReason(closeReason).detail });
  }
}

/** An X11 keysym, and the physical key it sits on. */
export type Key = readonly [keysym: number, code: string];

const control: Key = [0xffe3, 'ControlLeft'];
const alt: Key = [0xffe9, 'AltLeft'];
const functionKey = (n: number): Key => [0xffbd + n, `F${n}`];

/** Combinations that the browser or the desktop around it keeps for itself. */
export const combinations: readonly { label: string; keys: readonly Key[] }[] = [
  { label: 'Ctrl-Alt-Del', keys: [control, alt, [0xffff, 'Delete']] },
  { label: 'Ctrl-Alt-Backspace', keys: [control, alt, [0xff08, 'Backspace']] },
  ...[1, 2, 3, 7].map((n) => ({ label: `Ctrl-Alt-F${n}`, keys: [control, alt, functionKey(n)] })),
  { label: 'Alt-Tab', keys: [alt, [0xff09, 'Tab']] },
  { label: 'Super', keys: [[0xffeb, 'MetaLeft']] },
  { label: 'Esc', keys: [[0xff1b, 'Escape']] },
  { label: 'Print', keys: [[0xff61, 'PrintScreen']] },
];
