import { ApiError } from '@/api/client';
import { text } from '@/text';
import { Banner } from './Banner';

/** An error as a person should read it: what, what to do, and how to find it in the log. */
export function Problem({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <Banner as="box" icon="warning" role="alert" tone="danger">
      <ProblemText error={error} />
    </Banner>
  );
}

export function ProblemText({ error }: { error: unknown }) {
  if (!(error instanceof ApiError)) return <p className="font-medium">{text.errors.unreachable}</p>;
  return (
    <>
      <p className="break-words font-medium">{sentence(error.message)}</p>
      {error.mend && <p className="break-words">{sentence(error.mend)}</p>}
      {error.code === 'internal' && error.requestId && <p>{text.errors.requestId(error.requestId)}</p>}
    </>
  );
}

/** The server's words begin in lower case and have no final stop; a sentence of a page does. */
export function sentence(words: string): string {
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
