import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { keys } from '@/api/keys';
import { listVMs } from '@/api/vms';
import { Blank, Loading } from '@/components/Blank';
import { Button } from '@/components/Button';
import { PageHeader } from '@/components/PageHeader';
import { Problem } from '@/components/Problem';
import { text } from '@/text';
import { copiesText } from '@/text/copies';
import { useMayChange } from '../session/hooks';
import { isFiltered, type ListSearch, toQuery } from './listSearch';
import { VMFilters } from './VMFilters';
import { VMTable } from './VMTable';

const from = '/shell/vms';

const loadDialogs = () => import('./dialogs');
const CreateDialog = lazy(() => loadDialogs().then((all) => ({ default: all.CreateDialog })));
const VMImportDialog = lazy(() => loadDialogs().then((all) => ({ default: all.VMImportDialog })));

/** All VMs of this node: filtered, sorted and paged by the server, kept true by the event stream. */
export function VMListPage() {
  const search = useSearch({ from });
  const mayChange = useMayChange();
  const change = useChangeSearch();
  const list = useVMList(search);
  const [importing, setImporting] = useState(false);
  useEffect(() => void loadDialogs(), []); // so that a click need not wait

  return (
    <div className="flex h-full flex-col">
      <PageHeader
        actions={
          mayChange && (
            <>
              <Button icon="save" onClick={() => setImporting(true)}>
                <span className="max-sm:sr-only">{copiesText.import.button}</span>
              </Button>
              <Button icon="plus" kind="primary" onClick={() => change({ create: '1' })}>
                <span className="max-sm:sr-only">{text.vms.create}</span>
              </Button>
            </>
          )
        }
        aside={
          list.total !== undefined && (
            <span className="text-muted tabular-nums" data-testid="vm-count">
              {text.vms.count(list.total)}
            </span>
          )
        }
        title={text.vms.title}
      />
      <VMFilters onChange={change} search={search} />
      <div className="relative min-h-0 grow">
        {list.error ? (
          <div className="px-4 sm:px-6">
            <Problem error={list.error} />
          </div>
        ) : list.vms === undefined ? (
          <Loading />
        ) : list.vms.length === 0 ? (
          <Nothing mayCreate={mayChange} onChange={change} search={search} />
        ) : (
          <VMTable
            hasMore={list.hasMore}
            onLoadMore={list.loadMore}
            onSort={(sort) => change({ sort: sort === 'name' ? undefined : sort })}
            search={search}
            vms={list.vms}
          />
        )}
      </div>
      {importing && (
        <Suspense>
          <VMImportDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
      {search.create && mayChange && (
        <Suspense>
          <CreateDialog
            image={search.image}
            onClose={() => change({ create: undefined, image: undefined })}
          />
        </Suspense>
      )}
    </div>
  );
}

export type ChangeSearch = (part: { [key in keyof ListSearch]?: string | undefined }) => void;

/** Changes parts of the address; typing replaces the entry of the history instead of adding one. */
function useChangeSearch(): ChangeSearch {
  const navigate = useNavigate();
  return (part) =>
    void navigate({
      to: '/vms',
      search: (old: ListSearch) => ({ ...old, ...part }) as ListSearch,
      replace: 'q' in part || 'label' in part,
    });
}

function useVMList(search: ListSearch) {
  const query = toQuery(search);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: keys.vmList(query),
    queryFn: ({ pageParam, signal }) => listVMs(query, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
  });
  // A VM that moved between two pages while they were read is shown once.
  const vms = useMemo(
    () => data && [...new Map(data.pages.flatMap((page) => page.items).map((vm) => [vm.id, vm])).values()],
    [data],
  );
  // -1 where counting would cost the server a walk through thousands.
  const total = data?.pages.at(-1)?.total ?? -1;
  return {
    vms,
    error: data ? null : error,
    total: total < 0 ? undefined : total,
    hasMore: hasNextPage,
    loadMore: () => {
      if (!isFetchingNextPage) void fetchNextPage({ cancelRefetch: false });
    },
  };
}

interface NothingProps {
  search: ListSearch;
  mayCreate: boolean;
  onChange: ChangeSearch;
}

function Nothing({ search, mayCreate, onChange }: NothingProps) {
  if (isFiltered(search)) {
    return (
      <Blank
        action={
          <Button onClick={() => onChange({ q: undefined, state: undefined, label: undefined })}>
            {text.vms.clearFilters}
          </Button>
        }
        hint={text.vms.noMatchHint}
        icon="search"
        title={text.vms.noMatch}
      />
    );
  }
  return (
    <Blank
      action={
        mayCreate && (
          <Button icon="plus" kind="primary" onClick={() => onChange({ create: '1' })}>
            {text.vms.create}
          </Button>
        )
      }
      hint={text.vms.emptyHint}
      icon="vm"
      title={text.vms.empty}
    />
  );
}
