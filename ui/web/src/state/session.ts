import { Observable } from '@/lib/observable';

/**
 * Whether somebody was logged in on this page: a refusal then means that the
 * session has ended, and the login page says so.
 */
export const loggedIn = new Observable(false);
