// Temporary, until api/openapi.json is there.
export type VMState = 'running' | 'paused' | 'pmsuspended' | 'shutoff' | 'crashed' | 'unknown';
export interface Change {
  field: string;
  from?: string;
  to?: string;
  applied: 'now' | 'next_start';
}
export interface Disk {
  device: string;
  kind: string;
  bus?: string;
  format?: string;
  source?: string;
  pool?: string;
  volume?: string;
  sizeBytes?: number;
  readOnly?: boolean;
}
export interface NIC {
  mac: string;
  kind: string;
  source?: string;
  model?: string;
  address?: string;
}
export interface VM {
  id: string;
  name: string;
  title?: string;
  description?: string;
  labels?: Record<string, string>;
  node: string;
  provider: string;
  state: VMState;
  stateReason?: string;
  stateSince?: string;
  savedState?: boolean;
  vcpus: number;
  memoryBytes: number;
  firmware: 'bios' | 'uefi';
  machine?: string;
  cpuModel?: string;
  accel?: 'kvm' | 'tcg' | 'none' | 'unknown';
  autostart: boolean;
  persistent: boolean;
  disks?: Disk[];
  nics?: NIC[];
  pending?: Change[];
  managed: boolean;
  createdAt: string;
  updatedAt: string;
  revision: number;
}
export interface Fault {
  code: string;
  detail: string;
  mend?: string;
  fields?: { name: string; detail: string }[];
}
export interface Target {
  kind: string;
  id: string;
  name?: string;
}
export type OperationState = 'pending' | 'running' | 'succeeded' | 'failed' | 'canceled';
export interface Operation {
  id: string;
  kind: string;
  target: Target;
  state: OperationState;
  phase?: string;
  percent: number;
  identity: string;
  requestId?: string;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  error?: Fault;
  warnings?: string[];
  changes?: Change[];
  cancelable: boolean;
  dryRun?: boolean;
}
export interface Event {
  cursor: string;
  node: string;
  sequence: number;
  at: string;
  type: string;
  target: Target;
  identity?: string;
  operation?: string;
  data?: Record<string, string>;
}
export interface EventPage {
  items: Event[];
  next: string;
  more: boolean;
  gap?: Gap;
}
export interface Gap {
  reason: 'expired' | 'other_store';
  oldest: string;
}
export interface Warning {
  id: string;
  detail: string;
  mend?: string;
}
export interface Hypervisor {
  provider: string;
  connected: boolean;
  since?: string;
  detail?: string;
  version?: string;
  uri?: string;
  accel: 'kvm' | 'tcg' | 'none' | 'unknown';
  cpuModel?: string;
  cpus?: number;
  memoryBytes?: number;
}
export interface Node {
  id: string;
  name: string;
  version: string;
  startedAt: string;
  demo?: boolean;
  hypervisor: Hypervisor;
  warnings?: Warning[];
}
export interface NodeMetrics {
  at: string;
  vms: number;
  vmsByState: Record<string, number>;
  vcpus: number;
  vmMemoryBytes: number;
  hostCpus: number;
  hostLoad1: number;
  hostMemoryBytes: number;
  hostMemoryAvailableBytes: number;
  dataFreeBytes: number;
  residentBytes: number;
  operationsRunning: number;
  eventsStored: number;
  eventsUnpublished: number;
}
export interface Identity {
  kind: 'user' | 'local' | 'system';
  name: string;
  role: 'administrator' | 'operator' | 'viewer';
  from?: string;
}
export interface CreateVM {
  name: string;
  title?: string;
  description?: string;
  labels?: Record<string, string>;
  vcpus?: number;
  memoryBytes?: number;
  firmware?: 'bios' | 'uefi';
  autostart?: boolean;
  disks?: {
    sizeBytes?: number;
    pool?: string;
    format?: 'qcow2' | 'raw';
    source?: string;
    kind?: 'disk' | 'cdrom';
  }[];
  nics?: { network?: string; bridge?: string }[];
  start?: boolean;
}
export interface VMUpdate {
  title?: string;
  description?: string;
  labels?: Record<string, string>;
  vcpus?: number;
  memoryBytes?: number;
  autostart?: boolean;
}
export interface Page<T> {
  items: T[];
  next?: string;
  total: number;
}
export interface VMUpdateResult {
  vm: VM;
  operation: Operation;
}
