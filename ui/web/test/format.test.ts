import { describe, expect, it } from 'vitest';
import { sentence } from '@/components/Problem';
import { backoff } from '@/lib/backoff';
import { formatAgo, formatBytes, formatDuration, joinBytes, splitBytes } from '@/lib/format';
import { formatLabels, parseLabels } from '@/lib/labels';
import { parseSearch, stringifySearch } from '@/lib/search';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [2 ** 30, '1 GiB'],
    [1.5 * 2 ** 30, '1.5 GiB'],
    [100.4 * 2 ** 30, '100 GiB'],
    [2 ** 60, '1024 PiB'],
  ])('%d is %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});

describe('sizes that are typed', () => {
  it.each([
    [2 ** 30, { value: '1', unit: 'GiB' }],
    [512 * 2 ** 20, { value: '512', unit: 'MiB' }],
    [2 ** 41, { value: '2', unit: 'TiB' }],
    [1_000_000, { value: '0.95367431640625', unit: 'MiB' }],
  ] as const)('%d is split and joined again', (bytes, size) => {
    expect(splitBytes(bytes)).toEqual(size);
    expect(joinBytes(size.value, size.unit)).toBe(bytes);
  });

  it('takes a comma for a point', () => expect(joinBytes('1,5', 'GiB')).toBe(1.5 * 2 ** 30));
  it.each(['', ' ', 'many', '1 2'])('finds no number in %j', (value) =>
    expect(joinBytes(value, 'GiB')).toBeNaN(),
  );
});

describe('times', () => {
  const now = Date.parse('2026-11-23T20:00:00Z');
  it.each([
    ['2026-11-23T20:00:30Z', /^just now$/],
    ['2026-11-23T19:59:30Z', /^30s ago$/],
    ['2026-11-23T19:30:00Z', /^30m(in)? ago$/],
    ['2026-11-23T10:00:00Z', /^10h ago$/],
    ['2026-11-21T20:00:00Z', /^2d ago$/],
  ])('%s is %s', (at, words) => expect(formatAgo(at, now)).toMatch(words));

  it.each([
    [400, '0.4 s'],
    [12_300, '12 s'],
    [185_000, '3 min 5 s'],
    [7_260_000, '2 h 1 min'],
    [3 * 86_400_000 + 3_600_000, '3 d 1 h'],
    [-5, '0.0 s'],
  ])('%d ms take %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
});

describe('labels', () => {
  it('are read as people type them', () => {
    expect(parseLabels(' tier=web, env ,x = a=b\n,')).toEqual({ tier: 'web', env: '', x: 'a=b' });
  });
  it('are written in order', () => expect(formatLabels({ tier: 'web', env: '' })).toBe('env, tier=web'));
  it('survive both ways', () => {
    const labels = { a: '1', b: '', c: 'x=y' };
    expect(parseLabels(formatLabels(labels))).toEqual(labels);
  });
});

describe('a page’s state in its address', () => {
  it('is plain words', () =>
    expect(stringifySearch({ state: 'running,paused', q: 'a b', none: '' })).toBe(
      '?state=running,paused&q=a+b',
    ));
  it('is empty without any', () => expect(stringifySearch({ q: undefined })).toBe(''));
  it('keeps numbers as words', () => expect(parseSearch('?q=123')).toEqual({ q: '123' }));
});

it('backs off to at most 15 s, more or less', () => {
  expect(backoff(0, () => 0.5)).toBe(500);
  expect(backoff(50, () => 1)).toBe(18_750);
  expect(backoff(50, () => 0)).toBe(11_250);
});

it('makes sentences of the server’s words', () => {
  expect(sentence('vm web-1 is running')).toBe('VM web-1 is running.');
  expect(sentence('What?')).toBe('What?');
});
