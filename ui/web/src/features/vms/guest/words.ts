/** A piece of a command line: escaped, in double or single quotes, plain, or white space. */
const piece = /\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|([^\s"'\\]+)|(\s+)/y;

/**
 * Splits a command line at white space as a shell does: quotes and backslashes keep words together,
 * and nothing else means anything. Undefined when a quote has no end.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  piece.lastIndex = 0;
  while (piece.lastIndex < line.length) {
    const match = piece.exec(line);
    if (!match) return undefined;
    const [, escaped, double, single, plain, space] = match;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + (escaped ?? double?.replace(/\\([\s\S])/g, '$1') ?? single ?? plain ?? '');
    }
  }
  return word === undefined ? words : [...words, word];
}

/** The most of an output that a page shows: a browser lays out megabytes of lines slowly. */
export const shownCharacters = 64 * 1024;

/** The end of a long text, from a line's beginning where there is one. */
export function tail(text: string, limit = shownCharacters): string {
  if (text.length <= limit) return text;
  const end = text.slice(-limit);
  const line = end.indexOf('\n');
  return line >= 0 && line < limit / 2 ? end.slice(line + 1) : end;
}
