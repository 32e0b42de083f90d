import type { Event, Image, Operation, VM } from '@/api/types';

/** A VM that runs, but for what a test says. */
export function aVM(part: Partial<VM> = {}): VM {
  return {
    id: '6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55',
    name: 'web-1',
    node: 'n-5f0c2c1e',
    provider: 'fake',
    state: 'running',
    vcpus: 2,
    memoryBytes: 2 ** 30,
    firmware: 'bios',
    autostart: false,
    persistent: true,
    managed: true,
    createdAt: '2026-11-23T20:00:00Z',
    updatedAt: '2026-11-23T20:00:00Z',
    revision: 7,
    ...part,
  };
}

export function anEvent(sequence: number, part: Partial<Event> = {}): Event {
  return {
    cursor: `c${sequence}`,
    node: 'n-5f0c2c1e',
    sequence,
    at: '2026-11-23T20:00:00Z',
    type: 'vm.started',
    target: { kind: 'vm', id: aVM().id, name: 'web-1' },
    ...part,
  };
}

export function anOperation(part: Partial<Operation> = {}): Operation {
  return {
    id: 'op-1',
    kind: 'vm.start',
    target: { kind: 'vm', id: aVM().id, name: 'web-1' },
    state: 'running',
    percent: 0,
    identity: 'user:admin',
    createdAt: '2026-11-23T20:00:00Z',
    cancelable: false,
    ...part,
  };
}

export function anImage(part: Partial<Image> = {}): Image {
  return {
    id: 'img-0193a7c2e5b0',
    name: 'debian-13',
    node: 'n-5f0c2c1e',
    state: 'ready',
    format: 'qcow2',
    fileSizeBytes: 300 * 2 ** 20,
    virtualSizeBytes: 3 * 2 ** 30,
    verified: true,
    source: { kind: 'url', url: 'https://example.org/debian-13.qcow2' },
    pool: '0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11',
    poolName: 'default',
    usedBy: [],
    createdAt: '2026-11-23T20:00:00Z',
    updatedAt: '2026-11-23T20:00:00Z',
    revision: 7,
    ...part,
  };
}
