import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { ApiError } from '@/api/client';
import { Blank } from '@/components/Blank';
import { Button } from '@/components/Button';
import { Mend, sentence } from '@/components/Problem';
import { text } from '@/text';

const t = text.errors;

export function NotFoundPage() {
  return (
    <main className="grid h-full place-items-center">
      <Blank
        main
        action={
          <Link className="text-accent-text hover:underline" to="/vms">
            {t.backToVMs}
          </Link>
        }
        hint={t.notFoundPageHint}
        icon="question"
        title={t.notFoundPage}
      />
    </main>
  );
}

/** A page that could not be shown: the server did not answer, or the page has a defect. */
export function RouteError({ error }: ErrorComponentProps) {
  const unreachable = error instanceof TypeError && /fetch|network|load/i.test(error.message);
  const said = error instanceof ApiError;
  const title = unreachable ? t.unreachable : said ? sentence(error.message) : t.crashed;
  const hint = said ? (
    <Mend words={error.mend} />
  ) : unreachable ? undefined : (
    `${t.crashedHint} ${String(error)}`
  );
  return (
    <div className="grid h-full place-items-center">
      <Blank
        main
        action={
          <Button kind="primary" onClick={() => window.location.reload()}>
            {t.reload}
          </Button>
        }
        hint={hint}
        icon="warning"
        title={title}
      />
    </div>
  );
}

/** RouteError where nothing else of the page stands. */
export function RootError(props: ErrorComponentProps) {
  return (
    <main className="h-dvh">
      <RouteError {...props} />
    </main>
  );
}
