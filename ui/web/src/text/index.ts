import { core } from './en/core';

/**
 * What the UI says everywhere, in the reader's language. English is the only one
 * yet. What only one page says is in a part of its own beside this file, so that
 * it is loaded with that page.
 */
export const text = core;
