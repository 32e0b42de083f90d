import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { keys } from '@/api/keys';
import { IconButton } from '@/components/Button';
import { Logo } from '@/components/Logo';
import { cx } from '@/lib/cx';
import { useStream, useStreamStatus } from '@/stream/context';
import { text } from '@/text';
import { MayChange, mayChange, useIdentity } from '../session/hooks';
import { Banners } from './Banners';
import { OperationsButton } from './OperationsButton';
import { Sidebar } from './Sidebar';
import { Toasts } from './Toasts';

const OperationsDrawer = lazy(() => import('../operations/OperationsDrawer'));

/** The frame of every page: navigation, banners, the page, notices. */
export function Shell() {
  useEventStream();
  const identity = useIdentity();
  const [menuOpen, setMenuOpen] = useState(false);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes what lies over it
  useEffect(() => setMenuOpen(false), [pathname]);

  return (
    <MayChange value={mayChange(identity)}>
      <div className="flex h-dvh">
        <a
          className="fixed top-2 left-2 z-70 -translate-y-20 rounded-lg bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
          href="#content"
        >
          {text.skipToContent}
        </a>
        <button
          aria-hidden="true"
          className={cx('fixed inset-0 z-30 bg-scrim md:hidden', !menuOpen && 'hidden')}
          onClick={() => setMenuOpen(false)}
          tabIndex={-1}
          type="button"
        />
        <Sidebar onOpenOperations={() => setDrawerOpen(true)} open={menuOpen} />
        <div className="flex min-w-0 grow flex-col">
          <header className="flex h-13 shrink-0 items-center justify-between gap-2 border-line border-b bg-side px-2 md:hidden">
            <IconButton icon="menu" label={text.nav.open} onClick={() => setMenuOpen(true)} />
            <Logo />
            <OperationsButton compact onClick={() => setDrawerOpen(true)} />
          </header>
          <Banners />
          <main className="min-h-0 grow overflow-hidden" id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        {drawerOpen && (
          <Suspense>
            <OperationsDrawer onOpenChange={setDrawerOpen} open />
          </Suspense>
        )}
        <Toasts />
      </div>
    </MayChange>
  );
}

/** The stream runs while somebody is logged in. A refused connection may mean that nobody is. */
function useEventStream() {
  const stream = useStream();
  const queries = useQueryClient();
  const { phase } = useStreamStatus();
  useEffect(() => {
    stream.start();
    return () => stream.stop();
  }, [stream]);
  useEffect(() => {
    if (phase === 'waiting') void queries.invalidateQueries({ queryKey: keys.me });
  }, [phase, queries]);
}
