import { lazy, Suspense, useEffect } from 'react';
import { useObservable } from '@/lib/observable';
import { toasts } from '@/state/toasts';
import { text } from '@/text';

const loadBox = () => import('./ToastBox');
const ToastBox = lazy(loadBox);

/** The notices at the page's lower edge: under menus and dialogs, which they must not cover. */
export function Toasts() {
  const shown = useObservable(toasts);
  useEffect(() => void loadBox(), []); // so that the first one need not wait
  return (
    <section
      aria-label={text.toasts.region}
      aria-live="polite"
      className="pointer-events-none fixed right-0 bottom-0 z-20 flex w-full flex-col gap-2 p-3 sm:w-96 sm:p-4"
    >
      <Suspense>
        {shown.map((toast) => (
          <ToastBox key={toast.id} toast={toast} />
        ))}
      </Suspense>
    </section>
  );
}
