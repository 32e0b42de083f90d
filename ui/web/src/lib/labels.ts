export type Labels = Record<string, string>;

/** Labels as people type them: "tier=web, env" is {tier: "web", env: ""}. */
export function parseLabels(text: string): Labels {
  const pairs = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

/** One label as it is typed and shown. */
export const labelText = (key: string, value: string) => (value === '' ? key : `${key}=${value}`);

/** The inverse of parseLabels, sorted by key. */
export function formatLabels(labels: Labels | undefined): string {
  return labelEntries(labels)
    .map(([key, value]) => labelText(key, value))
    .join(', ');
}

export function labelEntries(labels: Labels | undefined): [string, string][] {
  return Object.entries(labels ?? {}).sort(([a], [b]) => a.localeCompare(b));
}
