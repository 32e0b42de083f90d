import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/client';
import { emptyForm, toRequest, unreadable } from '@/features/vms/createForm';
import { changesOf, conflictsOf, fromVM } from '@/features/vms/editForm';
import { sortOf, toggledSort, toQuery, validateListSearch } from '@/features/vms/listSearch';
import { mainVerb, verbsOf } from '@/features/vms/verbs';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { aVM } from './fixtures';

describe('the create form', () => {
  it('makes a normal VM of a name alone', () => {
    expect(toRequest({ ...emptyForm, name: ' web-1 ' })).toEqual({
      name: 'web-1',
      vcpus: 2,
      memoryBytes: 2 * 2 ** 30,
      firmware: 'bios',
      disks: [{ sizeBytes: 20 * 2 ** 30 }],
    });
  });

  it('says no network with an empty list, the default one with none', () => {
    expect(toRequest({ ...emptyForm, network: 'none' }).nics).toEqual([]);
    expect(toRequest(emptyForm)).not.toHaveProperty('nics');
    expect(toRequest({ ...emptyForm, network: 'bridge', networkName: 'br0' }).nics).toEqual([
      { bridge: 'br0' },
    ]);
  });

  it('leaves the disk out when none is wanted', () => {
    expect(toRequest({ ...emptyForm, disk: 'none' })).not.toHaveProperty('disks');
  });

  it('boots the new disk once it is installed to, and the CD-ROM before', () => {
    const request = toRequest({ ...emptyForm, disk: 'iso', isoPath: ' /iso/debian.iso ' });
    expect(request.disks).toEqual([
      { sizeBytes: 20 * 2 ** 30 },
      { kind: 'cdrom', source: '/iso/debian.iso' },
    ]);
    expect(request.start).toBe(true);
  });

  it('attaches an existing file, in the format that is told', () => {
    const form = { ...emptyForm, disk: 'existing', diskPath: '/img/a.img' } as const;
    expect(toRequest(form).disks).toEqual([{ source: '/img/a.img' }]);
    expect(toRequest({ ...form, diskFormat: 'raw' }).disks).toEqual([
      { source: '/img/a.img', format: 'raw' },
    ]);
  });

  it('starts what has nothing to boot only when told', () => {
    expect(toRequest(emptyForm)).not.toHaveProperty('start');
    expect(toRequest({ ...emptyForm, start: true }).start).toBe(true);
    expect(toRequest({ ...emptyForm, disk: 'existing', start: false })).not.toHaveProperty('start');
  });

  it('finds what is no number, and leaves limits to the server', () => {
    const size = { value: 'much', unit: 'GiB' } as const;
    const form = { ...emptyForm, vcpus: 'two', memory: size, diskSize: size };
    expect([...unreadable(form).keys()]).toEqual(['vcpus', 'memoryBytes', 'disks[0].sizeBytes']);
    expect(unreadable({ ...emptyForm, vcpus: '0' }).size).toBe(0);
    expect([...unreadable({ ...form, disk: 'iso' }).keys()].slice(2)).toEqual([
      'disks[0].sizeBytes',
      'disks[1].source',
    ]);
  });
});

describe('the edit form', () => {
  const vm = aVM({ title: 'Shop', labels: { tier: 'web' } });

  it('sends what was changed, and nothing else', () => {
    const form = { ...fromVM(vm), title: '', vcpus: '4' };
    expect(changesOf(form, vm)).toEqual({ title: '', vcpus: 4 });
    expect(changesOf(fromVM(vm), vm)).toEqual({});
  });

  it('takes the same memory in another unit for no change', () => {
    expect(changesOf({ ...fromVM(vm), memory: { value: '1024', unit: 'MiB' } }, vm)).toEqual({});
  });

  it('names the fields that somebody else changed', () => {
    expect(conflictsOf(vm, { ...vm, revision: 9, vcpus: 8, labels: {} })).toEqual(['labels', 'vcpus']);
  });
});

describe('the list’s address', () => {
  it('keeps what it knows', () => {
    expect(validateListSearch({ q: 'web', sort: '-memoryBytes', state: 'running', color: 'red' })).toEqual({
      q: 'web',
      sort: '-memoryBytes',
      state: 'running',
    });
  });
  it('drops sort keys that are none', () => expect(validateListSearch({ sort: 'color' })).toEqual({}));
  it('asks for names first', () => expect(toQuery({}).sort).toBe('name'));
  it('turns the order round with a second click', () => {
    expect(toggledSort(undefined, 'name')).toBe('-name');
    expect(toggledSort('-name', 'name')).toBe('name');
    expect(toggledSort('name', 'state')).toBe('state');
    expect(sortOf({ sort: '-state' })).toEqual({ key: 'state', descending: true });
  });
});

describe('what can be done', () => {
  it.each([
    ['shutoff', 'start'],
    ['running', 'shutdown'],
    ['paused', 'resume'],
    ['crashed', 'poweroff'],
    ['unknown', undefined],
  ] as const)('%s: %s first', (state, verb) => expect(mainVerb({ state })).toBe(verb));

  it('offers nothing twice', () => {
    const verbs = verbsOf({ state: 'running' });
    expect(new Set(verbs).size).toBe(verbs.length);
  });
});

describe('the server’s words about fields', () => {
  const error = new ApiError(400, {
    code: 'invalid',
    detail: 'the request has fields that cannot be used',
    fields: [
      { name: 'name', detail: 'is taken' },
      { name: 'boot.kernel', detail: 'is not there' },
    ],
  });

  it('are shown at the field', () => {
    expect(fieldErrors(error)('name')).toBe('is taken');
    expect(fieldErrors(error)('vcpus')).toBeUndefined();
    expect(fieldErrors(new TypeError('no answer'))('name')).toBeUndefined();
  });

  it('are shown below the form where it has no such field', () => {
    expect((restOf(error, ['name']) as ApiError).message).toBe('boot.kernel is not there.');
    expect(restOf(error, ['name', 'boot.kernel'])).toBeUndefined();
    expect(restOf(null, [])).toBeUndefined();
  });
});
