import { networks } from './en/networks';

/** Networks and what is on them. In the reader's language. */
export const networksText = networks;
