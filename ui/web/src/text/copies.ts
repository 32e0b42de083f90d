import { copies } from './en/copies';

/** Clones, templates, export and import. In the reader's language. */
export const copiesText = copies;
