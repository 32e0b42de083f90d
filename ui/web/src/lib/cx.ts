/** Class names, without those that are not wanted. */
export const cx = (...names: (string | false | undefined | null)[]) => names.filter(Boolean).join(' ');
