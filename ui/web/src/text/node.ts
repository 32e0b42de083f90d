import { node } from './en/node';

/** The node's page. In the reader's language. */
export const nodeText = node;
