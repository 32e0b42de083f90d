import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportsOf, findExport } from '@/api/copies';
import { deleteVolumeNamed } from '@/api/storage';
import { cloneNote, newClone, toCloneRequest } from '@/features/vms/copies/cloneForm';
import { emptyImport, isReady, toImportRequest } from '@/features/vms/copies/importForm';
import { mainVerb, verbsOf } from '@/features/vms/verbs';

const asked = vi.fn<typeof fetch>();

/** Answers requests one after the other, and the last one for ever. */
function answers(...bodies: object[]) {
  const headers = { 'Content-Type': 'application/json' };
  asked.mockImplementation(async () => {
    const body = bodies.length > 1 ? bodies.shift() : bodies[0];
    return new Response(JSON.stringify(body), { status: 200, headers });
  });
}

const paths = () => asked.mock.calls.map(([path, init]) => `${init?.method} ${path}`);

beforeEach(() => {
  asked.mockReset();
  vi.stubGlobal('fetch', asked);
});
afterEach(() => vi.unstubAllGlobals());

describe('a clone', () => {
  it('of a VM is a copy, of a template a linked one', () => {
    expect(toCloneRequest(newClone({ name: 'web-1' }))).toEqual({ name: 'web-1-clone' });
    expect(toCloneRequest(newClone({ name: 'gold', template: true }))).toEqual({
      name: 'gold-clone',
      linked: true,
    });
  });

  it('gets an identity of its own when that is asked for', () => {
    const form = {
      ...newClone({ name: 'a' }),
      newIdentity: true,
      hostname: ' b ',
      sshKeys: 'k1\n\n k2 ',
      start: true,
    };
    expect(toCloneRequest(form)).toEqual({
      name: 'a-clone',
      cloudInit: { hostname: 'b', sshKeys: ['k1', 'k2'] },
      start: true,
    });
    expect(toCloneRequest({ ...form, newIdentity: false }).cloudInit).toBeUndefined();
  });

  it('is told what it keeps of the original', () => {
    const form = newClone({ name: 'a' });
    expect(cloneNote(form)).toBe('same');
    expect(cloneNote({ ...form, newIdentity: true })).toBe('machineID');
  });
});

it('a template cannot be started', () => {
  expect(verbsOf({ state: 'shutoff', template: true })).toEqual([]);
  expect(mainVerb({ state: 'shutoff', template: true })).toBeUndefined();
  expect(mainVerb({ state: 'shutoff' })).toBe('start');
});

describe('an import', () => {
  it('takes what was uploaded for it away, and leaves a volume of the pool', () => {
    const form = { ...emptyImport, name: ' web-1 ', network: 'lan', start: true };
    expect(toImportRequest(form, 'import-x.ova')).toEqual({
      sourcePool: 'default',
      sourceVolume: 'import-x.ova',
      pool: 'default',
      name: 'web-1',
      network: 'lan',
      deleteSource: true,
      start: true,
    });
    expect(toImportRequest({ ...emptyImport, from: 'volume' }, 'a.ova')).not.toHaveProperty('deleteSource');
  });

  it('needs a file or a volume', () => {
    expect(isReady(emptyImport)).toBe(false);
    expect(isReady({ ...emptyImport, file: new File(['x'], 'a.ova') })).toBe(true);
    expect(isReady({ ...emptyImport, from: 'volume', volume: 'a.ova' })).toBe(true);
    expect(isReady({ ...emptyImport, from: 'volume', volume: 'a.ova', pool: ' ' })).toBe(false);
  });
});

const operation = (id: string, kind: string) => ({ id, kind });

describe('an export', () => {
  it('that a download began is the one that was not there before', async () => {
    answers({ items: [operation('op-1', 'vm.export'), operation('op-0', 'vm.start')] });
    const before = await exportsOf('vm-1');
    expect(before).toHaveLength(1);
    answers(
      { items: [operation('op-1', 'vm.export')] },
      { items: [operation('op-2', 'vm.export'), operation('op-1', 'vm.export')] },
    );
    expect((await findExport('vm-1', before, 0))?.id).toBe('op-2');
  });

  it('may never begin', async () => {
    answers({ items: [] });
    expect(await findExport('vm-1', [], 0)).toBeUndefined();
  });
});

it('a volume is deleted by its name, on whatever page of the list it is', async () => {
  answers(
    { items: [{ id: 'v1', name: 'a' }], next: 'n' },
    { items: [{ id: 'v2', name: 'b' }] },
    { id: 'op-1', kind: 'volume.delete' },
  );
  await deleteVolumeNamed('default', 'b');
  expect(paths().at(-1)).toBe('DELETE /api/v1/volumes/v2');
  answers({ items: [] });
  asked.mockClear();
  await deleteVolumeNamed('default', 'c');
  expect(paths()).toHaveLength(1);
});
