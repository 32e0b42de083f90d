import { edit } from './en/edit';

/** Changing a VM. In the reader's language. */
export const editText = edit;
