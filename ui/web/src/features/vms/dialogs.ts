/** The dialogs about VMs, in a chunk of their own that is loaded when one is first opened. */
export { ConfirmDialog } from './ConfirmDialog';
export { CreateDialog } from './CreateDialog';
export { CloneDialog } from './copies/CloneDialog';
export { ExportDialog } from './copies/ExportDialog';
export { TemplateDialog } from './copies/TemplateDialog';
export { VMImportDialog } from './copies/VMImportDialog';
export { DeleteDialog } from './DeleteDialog';
export { EditDialog } from './EditDialog';
export { PowerDialog } from './PowerDialog';
