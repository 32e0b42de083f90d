import type { VMListQuery } from '@/api/vms';

/** What the address of the VM list holds. */
export interface ListSearch {
  q?: string;
  /** States, separated by commas. */
  state?: string;
  /** key or key=value */
  label?: string;
  /** A sort key, with '-' before it for the other way round. */
  sort?: string;
  /** The create dialog is open. */
  create?: string;
}

export const sortKeys = ['name', 'state', 'vcpus', 'memoryBytes', 'createdAt', 'updatedAt'] as const;
export type SortKey = (typeof sortKeys)[number];

/** Takes what it knows out of an address, and drops the rest. */
export function validateListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  for (const key of ['q', 'state', 'label', 'create'] as const) {
    const value = raw[key];
    if (typeof value === 'string' && value !== '') search[key] = value;
  }
  const sort = raw['sort'];
  if (typeof sort === 'string' && isSortKey(sort.replace(/^-/, '')) && sort !== 'name') search.sort = sort;
  return search;
}

const isSortKey = (word: string): word is SortKey => (sortKeys as readonly string[]).includes(word);

/** What the API is asked for, for an address. */
export function toQuery({ q, state, label, sort }: ListSearch): VMListQuery {
  return { name: q, state, label, sort: sort ?? 'name' };
}

export const isFiltered = ({ q, state, label }: ListSearch) => Boolean(q ?? state ?? label);

export const statesOf = (search: ListSearch) => search.state?.split(',') ?? [];

/** The sort after a click on a column's head: ascending, then descending, then ascending. */
export function toggledSort(current: string | undefined, key: SortKey): string {
  return (current ?? 'name') === key ? `-${key}` : key;
}

/** A sort as its key and direction. */
export function sortOf(search: ListSearch): { key: SortKey; descending: boolean } {
  const sort = search.sort ?? 'name';
  return { key: sort.replace(/^-/, '') as SortKey, descending: sort.startsWith('-') };
}
