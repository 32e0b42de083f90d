import { operations } from './en/operations';

/** Operations, wherever they are shown. In the reader's language. */
export const operationsText = operations;
