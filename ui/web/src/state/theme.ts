import { Observable } from '@/lib/observable';

export type Theme = 'system' | 'light' | 'dark';
const storageKey = 'novacron.theme'; // public/theme.js reads it before the first paint

/** The chosen theme; dark and light override the system's. */
export const theme = new Observable<Theme>(stored());

function stored(): Theme {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

export function chooseTheme(next: Theme) {
  theme.set(next);
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    if (next === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
