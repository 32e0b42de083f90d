import { text } from '@/text';

/** The nova: a star of four rays on our indigo. */
export function LogoMark({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden="true" height={size} viewBox="0 0 32 32" width={size}>
      <rect className="fill-accent" height="32" rx="8" width="32" />
      <path
        d="M16 4.500c.9 6.300 3.400 9.700 11.500 11.500-8.100 1.800-10.600 5.200-11.500 11.500-.9-6.300-3.400-9.700-11.500-11.500 8.100-1.800 10.600-5.200 11.500-11.500z"
        fill="#fff"
      />
    </svg>
  );
}

/** The mark with the product's name. */
export function Logo() {
  return (
    <span className="flex items-center gap-2.5">
      <LogoMark />
      <span className="font-semibold text-[15px] tracking-tight">{text.product}</span>
    </span>
  );
}
