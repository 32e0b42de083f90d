import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError, sessionEnded } from '@/api/client';
import { loginSearch, makeRouter } from '@/router';
import { loggedIn } from '@/state/session';
import { makeEventStream } from '@/stream';
import { StreamContext } from '@/stream/context';
import './index.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000, // the event stream makes stale what changes
      retry: (failures, error) => !(error instanceof ApiError && error.status < 500) && failures < 2,
    },
  },
});
const router = makeRouter(queries);
const stream = makeEventStream(queries);

sessionEnded.addEventListener('ended', () => {
  const { pathname, href } = router.latestLocation;
  if (pathname === '/login' || pathname === '/setup' || !loggedIn.get()) return;
  stream.stop();
  queries.clear();
  void router.navigate({ to: '/login', search: loginSearch(href) });
});

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <StreamContext value={stream}>
        <RouterProvider router={router} />
      </StreamContext>
    </QueryClientProvider>
  </StrictMode>,
);
