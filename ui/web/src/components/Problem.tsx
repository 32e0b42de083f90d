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
      <Mend words={error.mend} />
      {error.code === 'internal' && error.requestId && <p>{text.errors.requestId(error.requestId)}</p>}
    </>
  );
}

/** What can be done about an error, in the server's very words: they may be a command. */
export function Mend({ words }: { words: string | undefined }) {
  return words ? (
    <span className="block break-words">
      {text.errors.mend} {words}
    </span>
  ) : null;
}

/** The server's words begin in lower case and have no final stop; a sentence of a page does. */
export function sentence(words: string): string {
  const start = words.replace(/^vm\b/, 'VM');
  return stopped(start.charAt(0).toUpperCase() + start.slice(1));
}

const stopped = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`);

/** What is wrong with a field, as a sentence: its name comes before words that begin with a verb. */
export function fieldSentence(field: string, words: string): string {
  return beginsWithVerb.test(words) ? stopped(`${field} ${words}`) : sentence(words);
}

const beginsWithVerb = /^(is|are|was|has|had|have|must|may|can|cannot|does|needs|names) /;
