import type { Operation } from '@/api/types';
import { Observable } from '@/lib/observable';

/** A notice at the page's edge: of an operation that the user started, or of an error. */
export interface Toast {
  id: string;
  operation?: Operation;
  error?: unknown;
  /** What was tried, for an error; what was done, for a plain notice. */
  title?: string;
}

const limit = 4; // more would hide the page

export const toasts = new Observable<readonly Toast[]>([]);

function push(toast: Toast) {
  toasts.update((all) => [...all.filter((other) => other.id !== toast.id), toast].slice(-limit));
}

/** Follows an operation until the user has seen its result. */
export const toastOperation = (operation: Operation) => push({ id: operation.id, operation });

export const toastError = (title: string, error: unknown) => push({ id: `error-${title}`, title, error });

export const dismissToast = (id: string) => toasts.update((all) => all.filter((toast) => toast.id !== id));
