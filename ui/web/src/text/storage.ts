import { storage } from './en/storage';

/** Pools and volumes. In the reader's language. */
export const storageText = storage;
