import { images } from './en/images';

/** Images. In the reader's language. */
export const imagesText = images;
