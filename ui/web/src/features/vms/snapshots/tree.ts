import type { Snapshot } from '@/api/types';

/** A snapshot and those that build on it. */
export interface SnapshotNode {
  snapshot: Snapshot;
  depth: number;
}

/**
 * The snapshots as a tree, flat: each right above those that build on it, older
 * ones first. One whose parent is not there stands at the beginning.
 */
export function treeOf(snapshots: readonly Snapshot[]): SnapshotNode[] {
  const known = new Set(snapshots.map((snapshot) => snapshot.id));
  const children = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const parent = snapshot.parent && known.has(snapshot.parent) ? snapshot.parent : '';
    children.set(parent, [...(children.get(parent) ?? []), snapshot]);
  }
  const flat: SnapshotNode[] = [];
  const seen = new Set<string>();
  const walk = (parent: string, depth: number) => {
    const below = children.get(parent) ?? [];
    for (const snapshot of below.toSorted((a, b) => a.takenAt.localeCompare(b.takenAt))) {
      if (seen.has(snapshot.id)) continue;
      seen.add(snapshot.id);
      flat.push({ snapshot, depth });
      walk(snapshot.id, depth + 1);
    }
  };
  walk('', 0);
  return flat;
}
