import { screen } from './en/screen';

/** The screen of a VM. In the reader's language. */
export const screenText = screen;
