import { changes } from './en/changes';

/** What an operation changes. In the reader's language. */
export const changesText = changes;
