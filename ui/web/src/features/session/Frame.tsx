import { type ReactNode, useEffect } from 'react';
import { Logo } from '@/components/Logo';
import { text } from '@/text';

/** The page around logging in: the logo, a card, nothing else. */
export function Frame({ title, hint, children }: { title: string; hint: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = text.pageTitle(title);
  }, [title]);
  return (
    <main className="grid h-dvh place-items-center overflow-y-auto p-4">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex justify-center">
          <Logo />
        </div>
        <div className="card p-6 shadow-pop">
          <h1 className="font-semibold text-lg tracking-tight">{title}</h1>
          <p className="mt-0.5 mb-5 text-muted">{hint}</p>
          {children}
        </div>
      </div>
    </main>
  );
}
