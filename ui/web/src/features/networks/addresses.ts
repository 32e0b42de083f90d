const pattern = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Below this length a subnet is too large, and above too small, to hand out of. */
const shortest = 8;
const longest = 29;

/**
 * The addresses of an IPv4 subnet that DHCP can hand out, when the host has the
 * given one: the longer run above or below it. Undefined for what is no such subnet.
 */
export function dhcpRange(address: string): { first: string; last: string } | undefined {
  const parts = pattern.exec(address.trim());
  if (!parts) return undefined;
  const [a, b, c, d, length] = parts.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || length < shortest || length > longest) return undefined;
  const host = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - length);
  const network = host - (host % size);
  const [lowest, highest] = [network + 1, network + size - 2];
  if (host < lowest || host > highest) return undefined;
  return highest - host >= host - lowest
    ? { first: dotted(host + 1), last: dotted(highest) }
    : { first: dotted(lowest), last: dotted(host - 1) };
}

const dotted = (n: number) =>
  [n / 2 ** 24, n / 2 ** 16, n / 2 ** 8, n].map((part) => Math.floor(part) % 256).join('.');
