/** A page's state in its address, as plain words: ?state=running,paused rather than JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== '' && value !== false) params.set(key, String(value));
  }
  const words = params.toString().replaceAll('%2C', ',');
  return words && `?${words}`;
}
