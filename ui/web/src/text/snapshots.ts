import { snapshots } from './en/snapshots';

/** The snapshots of a VM. In the reader's language. */
export const snapshotsText = snapshots;
