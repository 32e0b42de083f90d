import { expect, test } from 'vitest';
import type { Snapshot } from '@/api/types';
import { treeOf } from '@/features/vms/snapshots/tree';

const snapshot = (id: string, parent: string, takenAt: string) => ({ id, parent, takenAt }) as Snapshot;
const shape = (snapshots: Snapshot[]) =>
  treeOf(snapshots).map(({ snapshot: { id }, depth }) => `${depth}${id}`);

test('each snapshot stands above those that build on it, older ones first', () => {
  const tree = [
    snapshot('c', 'a', '3'),
    snapshot('b', 'a', '2'),
    snapshot('a', '', '1'),
    snapshot('d', 'b', '4'),
  ];
  expect(shape(tree)).toEqual(['0a', '1b', '2d', '1c']);
});

test('one whose parent is on another page, or gone, is shown all the same', () => {
  expect(shape([snapshot('b', 'gone', '2')])).toEqual(['0b']);
});
