/** The dialogs that change hardware, in a chunk of their own that is loaded when one is first opened. */
export { AddDiskDialog } from './AddDiskDialog';
export { BootDialog } from './BootDialog';
export { DiskOptionsDialog, LimitsDialog, MediaDialog, RemoveDiskDialog } from './DiskDialogs';
export { FirewallDialog } from './FirewallDialog';
export { HostDevicesDialog, TuningDialog } from './HostDialogs';
export { CPUDialog, DevicesDialog } from './MachineDialogs';
export { NICDialog } from './NICDialog';
export { ResizeDiskDialog } from './ResizeDiskDialog';
