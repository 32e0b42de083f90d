import { confirm } from './en/confirm';

/** What is asked before something that loses data or stops services. In the reader's language. */
export const confirmText = confirm;
