/** The dialogs about what is inside a VM, in a chunk of their own. */
export { ExecDialog } from './ExecDialog';
export { FreezeDialog } from './FreezeDialog';
export { PasswordDialog } from './PasswordDialog';
