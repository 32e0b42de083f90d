import { hardware } from './en/hardware';

/** The hardware of a VM. In the reader's language. */
export const hardwareText = hardware;
