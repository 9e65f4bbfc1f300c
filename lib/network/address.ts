import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A parsed CIDR range: network address and prefix length. */
export type Range = [Address, number];

/**
 * One form for one address: IPv4 dotted (IPv4-mapped IPv6 too, as dual-stack sockets show it), IPv6 compressed and in
 * lower case. Null for anything that is not strictly an address: octal or short IPv4, a zone, a port.
 */
export function normaliseAddress(text: string): string | null {
  const parsed = parseAddress(text);
  return parsed ? parsed.toString() : null;
}

/** The address, IPv4-mapped forms as IPv4; null as `normaliseAddress`. */
export function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return hasLeadingZero(text) ? null : ipaddr.IPv4.parse(text);
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  return ipaddr.process(text);
}

function hasLeadingZero(fourParts: string): boolean {
  return fourParts.split('.').some((part) => part.length > 1 && part.startsWith('0'));
}

/** Whether `address` lies in one of `ranges`. IPv4 and IPv6 never match each other. */
export function isInRanges(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/**
 * The client's address. The socket's peer counts, unless it is a trusted proxy: then the right-most address of
 * X-Forwarded-For that is not one itself (anything further left was written by somebody we do not trust). Null when that
 * entry is no address, so that restricted keys stay closed. Ports and brackets are taken off.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: readonly Range[],
): string | null {
  const peerAddress = peer ? parseAddress(peer) : null;
  if (!peerAddress) return null;
  if (forwardedFor === undefined || !isInRanges(peerAddress, trusted)) return peerAddress.toString();
  const hops = forwardedFor.split(',').map((hop) => withoutPort(hop.trim()));
  for (const hop of hops.reverse()) {
    const address = parseAddress(hop);
    if (!address) return null;
    if (!isInRanges(address, trusted)) return address.toString();
  }
  return peerAddress.toString();
}

function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop);
  if (bracketed?.[1]) return bracketed[1];
  const ipv4WithPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop);
  return ipv4WithPort?.[1] ?? hop;
}
