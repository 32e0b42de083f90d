import { en } from './en';

/** What the UI says, in the reader's language. English is the only one yet. */
export const text = en;
