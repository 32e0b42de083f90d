import { vm } from './en/vm';

/** One VM's page. In the reader's language. */
export const vmText = vm;
