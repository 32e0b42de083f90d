import { console } from './en/console';

/** The serial console. In the reader's language. */
export const consoleText = console;
