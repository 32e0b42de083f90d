import { session } from './en/session';

/** Logging in and setting up. In the reader's language. */
export const sessionText = session;
