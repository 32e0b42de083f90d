import type { ReactNode } from 'react';

/** Our icons: 16 px, drawn with one stroke, in the text's colour. */
const shapes = {
  vm: <path d="M2.500 3.500h11v7.500h-11zM5.500 13.500h5M8 11v2.500" />,
  operations: <path d="M2.500 4h7M2.500 8h11M2.500 12h5M12 2.500v3M10.500 4h3M10.500 12h3" />,
  events: <path d="M1.500 8h3l2-5 3 10 2-5h3" />,
  node: (
    <path d="M2.500 2.500h11v4.500h-11zM2.500 9h11v4.500h-11zM5 4.750h.01M5 11.250h.01M8 4.750h3M8 11.250h3" />
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  search: <path d="M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.300 10.300 13.500 13.500" />,
  play: <path d="M5 3.200v9.600L12.800 8z" fill="currentColor" />,
  pause: <path d="M5.500 3.500v9M10.500 3.500v9" />,
  stop: <path d="M4.250 4.250h7.500v7.500h-7.500z" />,
  power: <path d="M8 2v5.500M4.600 4.200a5 5 0 1 0 6.800 0" />,
  moon: <path d="M13 9.600A5.500 5.500 0 1 1 6.400 3a4.500 4.500 0 0 0 6.600 6.600z" />,
  sun: (
    <path d="M8 10.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM8 1.500v1.200M8 13.300v1.200M1.500 8h1.200M13.300 8h1.200M3.400 3.400l.9.9M11.700 11.700l.9.9M12.600 3.400l-.9.9M4.300 11.700l-.9.9" />
  ),
  monitor: <path d="M2 3h12v8H2zM6 13.500h4" />,
  warning: <path d="M8 2 14.500 13.500h-13zM8 6.500v3.200M8 11.600h.01" />,
  info: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.300V11M8 5h.01" />,
  question: (
    <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.300 6.300a1.750 1.750 0 1 1 2.500 1.600c-.5.25-.8.6-.8 1.100M8 11.200h.01" />
  ),
  check: <path d="m3 8.500 3.200 3.200L13 4.800" />,
  cross: <path d="m4 4 8 8M12 4l-8 8" />,
  failed: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6 6l4 4M10 6l-4 4" />,
  succeeded: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.300 8.200l1.900 1.900 3.500-3.800" />,
  canceled: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.800 12.200l8.400-8.400" />,
  clock: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.200 1.600" />,
  reboot: <path d="M13 8a5 5 0 1 1-1.500-3.600M13 2v3h-3" />,
  reset: <path d="M3 8a5 5 0 1 0 1.500-3.600M3 2v3h3" />,
  save: <path d="M8 2v7.500M4.800 6.500 8 9.700l3.200-3.200M2.500 10.500v3h11v-3" />,
  edit: <path d="m10.300 3.200 2.500 2.500-7.500 7.500H2.800v-2.500z" />,
  trash: <path d="M2.500 4.500h11M6 4.500V2.700h4v1.800M4 4.500l.7 9h6.600l.7-9M6.700 7v4M9.300 7v4" />,
  more: <path d="M3.500 8h.01M8 8h.01M12.500 8h.01" strokeWidth="2.200" />,
  menu: <path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11" />,
  console: <path d="M2 3h12v10H2zM4.500 6l2.200 2-2.200 2M8.500 10h3" />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  back: <path d="M7 3.500 2.500 8 7 12.500M2.500 8h11" />,
  disk: (
    <path d="M2.500 4.200C2.500 3 5 2.200 8 2.200s5.500.8 5.500 2S11 6.200 8 6.200s-5.500-.8-5.500-2zM2.500 4.200v7.600c0 1.200 2.500 2 5.500 2s5.500-.8 5.500-2V4.200M2.500 8c0 1.200 2.500 2 5.500 2s5.500-.8 5.500-2" />
  ),
  network: (
    <path d="M6 2.500h4v3H6zM1.800 10.500h4v3h-4zM10.200 10.500h4v3h-4zM8 5.500V8M3.800 10.500V8h8.400v2.500" />
  ),
  cpu: (
    <path d="M4.500 4.500h7v7h-7zM6.500 2v2.500M9.500 2v2.500M6.500 11.500V14M9.500 11.500V14M2 6.500h2.500M2 9.500h2.500M11.500 6.500H14M11.500 9.500H14" />
  ),
  user: (
    <path d="M8 8a2.700 2.700 0 1 0 0-5.400A2.700 2.700 0 0 0 8 8zM2.800 13.500c.6-2.300 2.600-3.600 5.200-3.600s4.600 1.300 5.200 3.600" />
  ),
  logout: <path d="M6.500 2.500h-4v11h4M10.500 5l3 3-3 3M13.500 8H6" />,
  book: (
    <path d="M3 2.500h8.500a1.500 1.500 0 0 1 1.500 1.500v9.500H4.500A1.500 1.500 0 0 1 3 12zM3 12a1.500 1.500 0 0 1 1.500-1.500H13" />
  ),
  tag: <path d="M2.500 2.500h5.200l6 6-5.200 5.200-6-6zM5.200 5.200h.01" />,
  copy: <path d="M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3" />,
  file: <path d="M4 1.800h5.200L12.500 5v9.200H4zM9 2v3.200h3.200" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** One of our icons. It is decoration: the words beside it, or the button's label, say what it means. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      fill="none"
      height={size}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.4"
      viewBox="0 0 16 16"
      width={size}
    >
      {shapes[name]}
    </svg>
  );
}
