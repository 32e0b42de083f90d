import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiError } from '@/api/client';
import { keys } from '@/api/keys';
import { operationStates } from '@/api/operations';
import { me, setupState } from '@/api/session';
import { NotFoundPage, RootError, RouteError } from '@/features/shell/ErrorPages';
import { Shell } from '@/features/shell/Shell';
import { validateListSearch } from '@/features/vms/listSearch';
import { parseSearch, stringifySearch } from '@/lib/search';
import { loggedIn } from '@/state/session';

interface Context {
  queries: QueryClient;
}

const optional = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const root = createRootRouteWithContext<Context>()({
  notFoundComponent: NotFoundPage,
  errorComponent: RootError,
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { next?: string; ended?: string } => {
    const next = optional(search['next']);
    const ended = optional(search['ended']);
    // Only our own pages: never an address of elsewhere.
    return { ...(next && /^\/(?![/\\])/.test(next) && { next }), ...(ended && { ended }) };
  },
  beforeLoad: toSetupWhenNeeded,
  component: lazyRouteComponent(() => import('@/features/session/LoginPage'), 'LoginPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async () => {
    if (!(await setupState()).needed) throw redirect({ to: '/login' });
  },
  component: lazyRouteComponent(() => import('@/features/session/SetupPage'), 'SetupPage'),
});

async function toSetupWhenNeeded() {
  if ((await setupState()).needed) throw redirect({ to: '/setup' });
}

/** What the login page is told: where to go afterwards, and whether a session has ended. */
export const loginSearch = (href: string) => ({
  ...(href !== '/' && { next: href }),
  ...(loggedIn.get() && { ended: '1' }),
});

/** Everything that needs somebody logged in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData({ queryKey: keys.me, queryFn: () => me() });
      loggedIn.set(true);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await toSetupWhenNeeded();
      throw redirect({ to: '/login', search: loginSearch(location.href) });
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/vms' });
  },
});

const vms = createRoute({
  getParentRoute: () => shell,
  path: '/vms',
  validateSearch: validateListSearch,
  component: lazyRouteComponent(() => import('@/features/vms/VMListPage'), 'VMListPage'),
});

const vm = createRoute({
  getParentRoute: () => shell,
  path: '/vms/$id',
  component: lazyRouteComponent(() => import('@/features/vms/VMPage'), 'VMPage'),
});

const vmOverview = createRoute({
  getParentRoute: () => vm,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/vms/VMPage'), 'VMOverviewTab'),
});

const vmConsole = createRoute({
  getParentRoute: () => vm,
  path: '/console',
  component: lazyRouteComponent(() => import('@/features/vms/console/ConsoleTab'), 'ConsoleTab'),
});

const vmScreen = createRoute({
  getParentRoute: () => vm,
  path: '/screen',
  component: lazyRouteComponent(() => import('@/features/vms/screen/ScreenTab'), 'ScreenTab'),
});

const vmHardware = createRoute({
  getParentRoute: () => vm,
  path: '/hardware',
  component: lazyRouteComponent(() => import('@/features/vms/hardware/HardwareTab'), 'HardwareTab'),
});

const vmSnapshots = createRoute({
  getParentRoute: () => vm,
  path: '/snapshots',
  component: lazyRouteComponent(() => import('@/features/vms/snapshots/SnapshotsTab'), 'SnapshotsTab'),
});

const vmGuest = createRoute({
  getParentRoute: () => vm,
  path: '/guest',
  component: lazyRouteComponent(() => import('@/features/vms/guest/GuestTab'), 'GuestTab'),
});

const vmEvents = createRoute({
  getParentRoute: () => vm,
  path: '/events',
  component: lazyRouteComponent(() => import('@/features/vms/VMPage'), 'VMEventsTab'),
});

const vmOperations = createRoute({
  getParentRoute: () => vm,
  path: '/operations',
  component: lazyRouteComponent(() => import('@/features/vms/VMPage'), 'VMOperationsTab'),
});

const vmXML = createRoute({
  getParentRoute: () => vm,
  path: '/definition',
  component: lazyRouteComponent(() => import('@/features/vms/VMPage'), 'VMDefinitionTab'),
});

const storage = createRoute({
  getParentRoute: () => shell,
  path: '/storage',
  validateSearch: (search: Record<string, unknown>): { pool?: string } => {
    const pool = optional(search['pool']);
    return pool ? { pool } : {};
  },
  component: lazyRouteComponent(() => import('@/features/storage/StoragePage'), 'StoragePage'),
});

const networks = createRoute({
  getParentRoute: () => shell,
  path: '/networks',
  validateSearch: (search: Record<string, unknown>): { network?: string } => {
    const network = optional(search['network']);
    return network ? { network } : {};
  },
  component: lazyRouteComponent(() => import('@/features/networks/NetworksPage'), 'NetworksPage'),
});

const images = createRoute({
  getParentRoute: () => shell,
  path: '/images',
  component: lazyRouteComponent(() => import('@/features/images/ImagesPage'), 'ImagesPage'),
});

const operations = createRoute({
  getParentRoute: () => shell,
  path: '/operations',
  validateSearch: (search: Record<string, unknown>): { state?: (typeof operationStates)[number] } => {
    const state = operationStates.find((known) => known === search['state']);
    return state ? { state } : {};
  },
  component: lazyRouteComponent(() => import('@/features/operations/OperationsPage'), 'OperationsPage'),
});

const events = createRoute({
  getParentRoute: () => shell,
  path: '/events',
  component: lazyRouteComponent(() => import('@/features/events/EventsPage'), 'EventsPage'),
});

const node = createRoute({
  getParentRoute: () => shell,
  path: '/node',
  component: lazyRouteComponent(() => import('@/features/node/NodePage'), 'NodePage'),
});

const tree = root.addChildren([
  login,
  setup,
  shell.addChildren([
    home,
    vms,
    vm.addChildren([
      vmOverview,
      vmScreen,
      vmConsole,
      vmHardware,
      vmGuest,
      vmSnapshots,
      vmEvents,
      vmOperations,
      vmXML,
    ]),
    storage,
    networks,
    images,
    operations,
    events,
    node,
  ]),
]);

/** The pages and their addresses. */
export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteError,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
