/** The dialogs about networks, in a chunk of their own that is loaded when one is first opened. */
export { EndDialog } from './EndDialog';
export { HostDialog } from './HostDialog';
export { NetworkDialog } from './NetworkDialog';
export { NetworkEditDialog } from './NetworkEditDialog';
