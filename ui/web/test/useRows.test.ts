import { expect, it } from 'vitest';
import { rangeOf } from '@/lib/useRows';

it('makes the rows in sight, and some beyond', () => {
  expect(rangeOf(0, 520, 52, 12)).toEqual({ first: 0, end: 22 });
  expect(rangeOf(5200, 520, 52, 12)).toEqual({ first: 88, end: 122 });
});

it('makes a row that is seen in part', () => {
  expect(rangeOf(26, 520, 52, 0)).toEqual({ first: 0, end: 11 });
});
