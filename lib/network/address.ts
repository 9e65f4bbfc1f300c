import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A parsed CIDR range: network address and prefix length. */
export type Range = [Address, number];

const DECIMAL_BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const FOUR_PARTS = new RegExp(`^${DECIMAL_BYTE}(?:\\.${DECIMAL_BYTE}){3}$`);

/**
 * One form for one address: IPv4 dotted (IPv4-mapped IPv6 too, as dual-stack sockets show it), IPv6 compressed and in
 * lower case. Null as `parseAddress`.
 */
export function normaliseAddress(text: string): string | null {
  const parsed = parseAddress(text);
  return parsed ? parsed.toString() : null;
}

/**
 * The one parser of addresses. Strict, because other programs read these differently: null for octal, hexadecimal, short
 * and integer IPv4 (`0177.0.0.1`, `0x7f.1`, `127.1`, `2130706433`), alone or inside IPv6, and for a zone, a port or
 * brackets. IPv4-mapped IPv6 (`::ffff:10.0.0.1`, `::ffff:a00:1`) is the IPv4 address; IPv4-compatible IPv6
 * (`::10.0.0.1`), deprecated by RFC 4291 §2.5.5.1, is refused.
 */
export function parseAddress(text: string): Address | null {
  if (FOUR_PARTS.test(text)) return ipaddr.IPv4.parse(text);
  const address = parseIpv6(text);
  if (!address || isCompatible(address)) return null;
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function parseIpv6(text: string): ipaddr.IPv6 | null {
  const tailAt = text.lastIndexOf(':') + 1;
  if (tailAt === 0) return null;
  const tail = text.slice(tailAt);
  const groups = tail.includes('.') ? withHexTail(text.slice(0, tailAt), tail) : text;
  return groups && /^[\da-f:]+$/i.test(groups) && ipaddr.IPv6.isValid(groups) ? ipaddr.IPv6.parse(groups) : null;
}

/** `::1.2.3.4` as `::102:304`: the library would read the dotted form as IPv4-mapped, and octal numbers in it. */
function withHexTail(head: string, dotted: string): string | null {
  if (!FOUR_PARTS.test(dotted)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
  return `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** In `::/96`, but neither `::` nor `::1`. */
function isCompatible({ parts }: ipaddr.IPv6): boolean {
  const [high = 0, low = 0] = parts.slice(6);
  return parts.slice(0, 6).every((part) => part === 0) && (high > 0 || low > 1);
}

/** The other end of a socket. Only here a zone (`fe80::1%eth0`) is taken off: it is the name of an interface of ours. */
export function parsePeer(address: string | undefined): Address | null {
  return address ? parseAddress(address.replace(/%[^%]*$/, '')) : null;
}

/** Whether `address` lies in one of `ranges`. IPv4 and IPv6 never match each other. */
export function isInRanges(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/**
 * The client's address. The socket's peer counts, unless it is a trusted proxy: then the right-most address of
 * X-Forwarded-For that is not one itself (anything further left was written by a client), or the left-most when all are.
 * Null when that entry is no address, so that restricted keys stay closed. Ports and brackets are taken off.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: readonly Range[],
): string | null {
  const peerAddress = parsePeer(peer);
  if (!peerAddress) return null;
  if (!forwardedFor?.trim() || !isInRanges(peerAddress, trusted)) return peerAddress.toString();
  let client = peerAddress;
  for (const hop of forwardedFor.split(',').reverse()) {
    const address = parseHop(hop.trim());
    if (!address) return null;
    client = address;
    if (!isInRanges(address, trusted)) break;
  }
  return client.toString();
}

/** An entry of X-Forwarded-For: an address, IPv6 perhaps in brackets, and perhaps a port, which some proxies add. */
function parseHop(hop: string): Address | null {
  const bracketed = /^\[([^\]]*:[^\]]*)\](?::\d{1,5})?$/.exec(hop)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(hop)?.[1];
  return parseAddress(bracketed ?? withPort ?? hop);
}
