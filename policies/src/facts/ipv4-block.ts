/** A block of IPv4 addresses. */
export interface Ipv4Block {
  /** The first address, as an integer. */
  readonly first: number;
  /** The length of the prefix, 0 to 32. */
  readonly prefixLength: number;
}

/** Parses a block in CIDR notation; undefined if the string isn't one, or has bits set after the prefix. */
export function parseIpv4Block(cidr: string): Ipv4Block | undefined {
  const address = parseAddress(cidr);
  return address && address.first % blockSize(address.prefixLength) === 0 ? address : undefined;
}

/** The block that contains an address with a prefix, `10.0.0.0/16` for `10.0.0.1/16`; undefined if the string isn't one. */
export function enclosingIpv4Block(cidr: string): string | undefined {
  const address = parseAddress(cidr);
  if (!address) return undefined;
  const { first, prefixLength } = address;
  return formatIpv4Block({ first: first - (first % blockSize(prefixLength)), prefixLength });
}

function parseAddress(cidr: string): Ipv4Block | undefined {
  const [, address = "", length = ""] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const bytes = address.split(".").map(Number);
  const prefixLength = Number(length);
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255) || prefixLength > 32) return undefined;
  return { first: bytes.reduce((value, byte) => value * 256 + byte, 0), prefixLength };
}

/** Formats a block in CIDR notation. */
export function formatIpv4Block({ first, prefixLength }: Ipv4Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefixLength}`;
}

/** True if two blocks have an address in common. */
export function blocksOverlap(a: Ipv4Block, b: Ipv4Block): boolean {
  return a.first < b.first + blockSize(b.prefixLength) && b.first < a.first + blockSize(a.prefixLength);
}

/** The number of addresses in a block. */
export function blockSize(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}
