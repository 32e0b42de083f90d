import { events } from './en/events';

/** The list of events. In the reader's language. */
export const eventsText = events;
