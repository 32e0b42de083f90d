import type { components } from './schema.gen';

type Schemas = components['schemas'];

/**
 * A type of the API as this server sends it: the document allows null for a list,
 * because Go has nil slices, and the server never sends it.
 */
export type Present<T> = T extends readonly (infer Item)[]
  ? Present<Item>[]
  : T extends object
    ? { [Key in keyof T]: Present<Exclude<T[Key], null>> }
    : T;

export type VM = Present<Schemas['VM']>;
export type VMState = VM['state'];
export type Disk = Schemas['Disk'];
export type NIC = Schemas['NIC'];
export type Change = Schemas['Change'];
export type CreateVM = Present<Schemas['CreateVM']>;
export type CloneVM = Present<Schemas['CloneVM']>;
export type ImportVM = Present<Schemas['ImportVM']>;
export type VMUpdate = Present<Schemas['VMUpdate']>;
export type Operation = Present<Schemas['Operation']>;
export type Event = Schemas['Event'];
export type EventPage = Present<Schemas['EventPage']>;
export type Gap = Schemas['Gap'];
export type Node = Present<Schemas['Node']>;
export type NodeMetrics = Schemas['NodeMetrics'];
export type Hypervisor = Schemas['Hypervisor'];
export type Warning = Schemas['Warning'];
export type Pool = Present<Schemas['Pool']>;
export type PoolKind = Present<Schemas['PoolKind']>;
export type CreatePool = Present<Schemas['CreatePool']>;
export type Volume = Present<Schemas['Volume']>;
export type CreateVolume = Present<Schemas['CreateVolume']>;
export type Upload = Present<Schemas['Upload']>;
export type Snapshot = Present<Schemas['Snapshot']>;
export type CreateSnapshot = Present<Schemas['CreateSnapshot']>;
export type Image = Present<Schemas['Image']>;
export type ImportImage = Present<Schemas['ImportImage']>;
export type CloudInit = Present<Schemas['CloudInit']>;
export type Network = Present<Schemas['Network']>;
export type CreateNetwork = Present<Schemas['CreateNetwork']>;
export type NetworkUpdate = Present<Schemas['NetworkUpdate']>;
export type Lease = Schemas['Lease'];
export type DHCPHost = Schemas['DHCPHost'];
export type HostInterface = Present<Schemas['HostInterface']>;
export type CreateDisk = Present<Schemas['CreateDisk']>;
export type ChangeDisk = Present<Schemas['ChangeDisk']>;
export type IOLimits = Schemas['IOLimits'];
export type CreateNIC = Present<Schemas['CreateNIC']>;
export type ChangeNIC = Present<Schemas['ChangeNIC']>;
export type Bandwidth = Schemas['Bandwidth'];
export type Hardware = Present<Schemas['Hardware']>;
export type ChangeHardware = Present<Schemas['ChangeHardware']>;
export type HardwareOptions = Present<Schemas['HardwareOptions']>;
export type HostDevice = Present<Schemas['HostDevice']>;
export type Firewall = Present<Schemas['SetFirewall']>;
export type NICFirewall = Present<Schemas['NICFirewall']>;
export type Rule = Schemas['Rule'];
export type CPUPin = Schemas['CPUPin'];
export type NUMACell = Schemas['NUMACell'];
export type GuestAgent = Present<Schemas['GuestAgent']>;
export type GuestFilesystem = Present<Schemas['GuestFilesystem']>;
export type GuestExecResult = Schemas['GuestExecResult'];
export type ExecGuest = Present<Schemas['ExecGuest']>;
export type SetGuestPassword = Schemas['SetGuestPassword'];
export type Identity = Schemas['Identity'];
export type Problem = Present<Schemas['Problem']>;

/** One page of a list. */
export interface Page<T> {
  items: T[];
  next?: string;
  total: number;
}
