import { useEffect, useRef, useState } from 'react';
import { createTicket } from '@/api/consoles';
import { backoff } from '@/lib/backoff';
import { type Key, ScreenConnection, type ScreenState } from './screen';

export interface ScreenHandle {
  state: ScreenState;
  /** When it connects again by itself. */
  retryAt: number | undefined;
  connect: () => void;
  press: (keys: readonly Key[]) => void;
}

/** Shows a VM's screen in element: asks for a ticket, connects, and again when it ends. */
export function useScreen(vmID: string, element: HTMLElement | null, viewOnly: boolean): ScreenHandle {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<ScreenState>({ phase: 'connecting' });
  const [retryAt, setRetryAt] = useState<number>();
  const connection = useRef<ScreenConnection>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt is a new connection
  useEffect(() => {
    if (!element) return;
    setState({ phase: 'connecting' });
    setRetryAt(undefined);
    return open(vmID, element, viewOnly, setState, (made) => {
      connection.current = made;
    });
  }, [element, vmID, viewOnly, attempt]);

  const ended = state.phase === 'ended';
  useEffect(() => {
    if (!ended) return;
    const wait = backoff(Math.min(attempt, 4));
    setRetryAt(Date.now() + wait);
    const timer = setTimeout(() => setAttempt(attempt + 1), wait);
    return () => clearTimeout(timer);
  }, [ended, attempt]);

  return {
    state,
    retryAt,
    connect: () => setAttempt((count) => count + 1),
    press: (keys) => connection.current?.press(keys),
  };
}

/** Connects, and returns what ends it. */
function open(
  vmID: string,
  element: HTMLElement,
  viewOnly: boolean,
  onState: (state: ScreenState) => void,
  onConnection: (made: ScreenConnection | undefined) => void,
): () => void {
  let close = () => {};
  let closed = false;
  createTicket(vmID, 'vnc', { viewOnly }).then(
    (ticket) => {
      if (closed) return;
      const made = new ScreenConnection(element, ticket.path, viewOnly);
      const unsubscribe = made.state.subscribe(() => onState(made.state.get()));
      onConnection(made);
      close = () => {
        unsubscribe();
        made.close();
        onConnection(undefined);
      };
    },
    (error: unknown) => {
      if (!closed) onState({ phase: 'ended', reason: error instanceof Error ? error.message : '' });
    },
  );
  return () => {
    closed = true;
    close();
  };
}
