import { create } from './en/create';

/** Making a VM. In the reader's language. */
export const createText = create;
