import { call } from './client';
import { pageSize } from './images';
import type { ChangeDisk, ChangeHardware, ChangeNIC, CreateDisk, CreateNIC, Firewall } from './types';

/** How a change is sent: for good, under a key that makes a repeated one the same, or to be told what it would do. */
export type Send = { idempotencyKey: string } | { dryRun: true; signal?: AbortSignal | undefined };

const how = (send: Send) =>
  'dryRun' in send
    ? { query: { dryRun: true }, signal: send.signal }
    : { idempotencyKey: send.idempotencyKey };

export const addDisk = (id: string, body: CreateDisk, send: Send) =>
  call('post', '/api/v1/vms/{id}/disks', { path: { id }, body, ...how(send) });

export const changeDisk = (id: string, device: string, body: ChangeDisk, send: Send) =>
  call('patch', '/api/v1/vms/{id}/disks/{device}', { path: { id, device }, body, ...how(send) });

export const removeDisk = (id: string, device: string, deleteVolume: boolean, send: Send) => {
  const { query, ...rest } = { query: {}, ...how(send) };
  return call('delete', '/api/v1/vms/{id}/disks/{device}', {
    path: { id, device },
    query: { ...query, deleteVolume },
    ...rest,
  });
};

export const addNIC = (id: string, body: CreateNIC, send: Send) =>
  call('post', '/api/v1/vms/{id}/nics', { path: { id }, body, ...how(send) });

export const changeNIC = (id: string, mac: string, body: ChangeNIC, send: Send) =>
  call('patch', '/api/v1/vms/{id}/nics/{mac}', { path: { id, mac }, body, ...how(send) });

export const removeNIC = (id: string, mac: string, send: Send) =>
  call('delete', '/api/v1/vms/{id}/nics/{mac}', { path: { id, mac }, ...how(send) });

export const changeHardware = (id: string, body: ChangeHardware, send: Send) =>
  call('patch', '/api/v1/vms/{id}/hardware', { path: { id }, body, ...how(send) });

/** What hardware VMs can have on this host. */
export const hardwareOptions = (signal?: AbortSignal) => call('get', '/api/v1/node/hardware', { signal });

export const listHostDevices = (signal?: AbortSignal) =>
  call('get', '/api/v1/node/devices', { query: { limit: pageSize }, signal });

export const getFirewall = (id: string, mac: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/nics/{mac}/firewall', { path: { id, mac }, signal });

export const setFirewall = (id: string, mac: string, body: Firewall, idempotencyKey: string) =>
  call('put', '/api/v1/vms/{id}/nics/{mac}/firewall', { path: { id, mac }, body, idempotencyKey });

export const deleteFirewall = (id: string, mac: string, idempotencyKey: string) =>
  call('delete', '/api/v1/vms/{id}/nics/{mac}/firewall', { path: { id, mac }, idempotencyKey });

/** Asks the agent, the DHCP servers and the host now. */
export const vmAddresses = (id: string, signal?: AbortSignal) =>
  call('get', '/api/v1/vms/{id}/addresses', { path: { id }, signal });
