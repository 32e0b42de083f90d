import { describe, expect, it } from 'vitest';
import { toExecRequest } from '@/features/vms/guest/ExecDialog';
import { splitWords, tail } from '@/features/vms/guest/words';

describe('a command line', () => {
  it.each([
    ['ls -l /', ['ls', '-l', '/']],
    ['  spaces\t between  ', ['spaces', 'between']],
    [`echo "two words" 'and $this'`, ['echo', 'two words', 'and $this']],
    ['a\\ b "c\\"d" \'e\\f\'', ['a b', 'c"d', 'e\\f']],
    ['--name="x y"z ""', ['--name=x yz', '']],
    ['', []],
    ['   ', []],
  ])('splits %j', (line, words) => expect(splitWords(line)).toEqual(words));

  it.each(['echo "open', "it's", 'ends with \\'])('refuses %j', (line) =>
    expect(splitWords(line)).toBeUndefined(),
  );
});

describe('a command for a guest', () => {
  const form = { line: 'ls -l "a b"', shell: false, input: '', seconds: '30' };

  it('is split into words', () => {
    expect(toExecRequest(form)).toEqual({ command: 'ls', args: ['-l', 'a b'], timeoutSeconds: 30 });
    expect(toExecRequest({ ...form, line: 'uptime', input: 'x' })).toEqual({
      command: 'uptime',
      input: 'x',
      timeoutSeconds: 30,
    });
  });

  it('is a shell’s as it stands', () => {
    const line = "echo it's $HOME | wc";
    expect(toExecRequest({ ...form, line, shell: true })?.args).toEqual(['-c', line]);
  });

  it('is none while there is nothing to run', () => {
    expect(toExecRequest({ ...form, line: ' ' })).toBeUndefined();
    expect(toExecRequest({ ...form, line: ' ', shell: true })).toBeUndefined();
    expect(toExecRequest({ ...form, line: '"open' })).toBeUndefined();
    expect(toExecRequest({ ...form, line: '""' })).toBeUndefined();
  });
});

it('shows the end of a long output, from a line’s beginning', () => {
  expect(tail('short', 10)).toBe('short');
  expect(tail('first line\nsecond\nthird', 16)).toBe('second\nthird');
  expect(tail('x'.repeat(50), 10)).toBe('x'.repeat(10));
});
