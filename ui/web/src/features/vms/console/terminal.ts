import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { defineAdoptedStyle } from '@/lib/adoptedStyle';
import { consoleText } from '@/text/console';

/** The terminal is dark in both themes: programs choose their colours for that. */
const theme = {
  background: '#0b0d14',
  foreground: '#d9dce8',
  cursor: '#a5b0ff',
  cursorAccent: '#0b0d14',
  selectionBackground: '#3a3f66',
  black: '#1c2030',
  red: '#ff8593',
  green: '#4cd597',
  yellow: '#f2b84b',
  blue: '#6ea8ff',
  magenta: '#c99bff',
  cyan: '#5fd3e0',
  white: '#d9dce8',
  brightBlack: '#737b94',
  brightRed: '#ffa3ad',
  brightGreen: '#7ee8b8',
  brightYellow: '#ffd37a',
  brightBlue: '#9cc4ff',
  brightMagenta: '#dcbcff',
  brightCyan: '#8be6f0',
  brightWhite: '#ffffff',
};

/** Makes a terminal in element that fills it, also when its size changes; dispose ends both. */
export function openTerminal(element: HTMLElement): { terminal: Terminal; dispose: () => void } {
  defineAdoptedStyle();
  const terminal = new Terminal({
    theme,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono') || 'monospace',
    fontSize: 13,
    lineHeight: 1.2,
    scrollback: 5000,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    screenReaderMode: true,
    convertEol: false,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', consoleText.screenReader);
  const resized = new ResizeObserver(() => fit.fit());
  resized.observe(element);
  return {
    terminal,
    dispose: () => {
      resized.disconnect();
      terminal.dispose();
    },
  };
}
