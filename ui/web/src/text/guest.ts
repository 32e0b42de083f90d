import { guest } from './en/guest';

/** What a guest says of itself. In the reader's language. */
export const guestText = guest;
