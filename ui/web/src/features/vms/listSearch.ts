import { type SortKey, sortKeys, type VMListQuery, type VMSort } from '@/api/vms';

/** What the address of the VM list holds. */
export interface ListSearch {
  q?: string;
  /** States, separated by commas. */
  state?: string;
  /** key or key=value */
  label?: string;
  /** A sort key, with '-' before it for the other way round. */
  sort?: VMSort;
  /** The create dialog is open. */
  create?: string;
  /** The image that the create dialog begins with. */
  image?: string;
}

/** Takes what it knows out of an address, and drops the rest. */
export function validateListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  for (const key of ['q', 'state', 'label', 'create', 'image'] as const) {
    const value = raw[key];
    if (typeof value === 'string' && value !== '') search[key] = value;
  }
  const sort = raw['sort'];
  if (typeof sort === 'string' && isSort(sort) && sort !== 'name') search.sort = sort;
  return search;
}

const isSort = (word: string): word is VMSort =>
  (sortKeys as readonly string[]).includes(word.replace(/^-/, ''));

/** What the API is asked for, for an address. */
export function toQuery({ q, state, label, sort }: ListSearch): VMListQuery {
  return {
    ...(q && { name: q }),
    ...(state && { state: state.split(',') }),
    ...(label && { label: [label] }),
    sort: sort ?? 'name',
  };
}

export const isFiltered = ({ q, state, label }: ListSearch) => Boolean(q ?? state ?? label);

export const statesOf = (search: ListSearch) => search.state?.split(',') ?? [];

/** The sort after a click on a column's head: ascending, then descending, then ascending. */
export function toggledSort(current: VMSort | undefined, key: SortKey): VMSort {
  return (current ?? 'name') === key ? `-${key}` : key;
}

/** A sort as its key and direction. */
export function sortOf(search: ListSearch): { key: SortKey; descending: boolean } {
  const sort = search.sort ?? 'name';
  return { key: sort.replace(/^-/, '') as SortKey, descending: sort.startsWith('-') };
}
