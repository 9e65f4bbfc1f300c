import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A parsed CIDR range: network address and prefix length. */
export type Range = [Address, number];

const DECIMAL_BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const FOUR_PARTS = new RegExp(`^${DECIMAL_BYTE}(?:\\.${DECIMAL_BYTE}){3}$`);

/**
 * Returns the normal form of an address: IPv4 dotted (also for IPv4-mapped IPv6, as dual-stack sockets report it), IPv6
 * compressed and in lower case. Null where `parseAddress` returns null.
 */
export function normalizeAddress(text: string): string | null {
  const parsed = parseAddress(text);
  return parsed ? parsed.toString() : null;
}

/**
 * The one parser of addresses. Strict, because programs disagree about these forms: returns null for octal, hexadecimal,
 * short and integer IPv4 (`0177.0.0.1`, `0x7f.1`, `127.1`, `2130706433`), alone or inside IPv6, and for a zone, a port or
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

/** Rewrites `::1.2.3.4` as `::102:304`: the library reads the dotted form as IPv4-mapped, and accepts octal numbers in it. */
function withHexTail(head: string, dotted: string): string | null {
  if (!FOUR_PARTS.test(dotted)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
  return `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** Returns the IPv4 address that an IPv4-compatible one contains, such as 10.0.0.1 of `::10.0.0.1` or `::a00:1`; else null. */
export function compatibleIpv4(text: string): string | null {
  const address = parseIpv6(text);
  return address && isCompatible(address) ? new ipaddr.IPv4(address.toByteArray().slice(12)).toString() : null;
}

/** In `::/96`, but neither `::` nor `::1`. */
function isCompatible({ parts }: ipaddr.IPv6): boolean {
  const [high = 0, low = 0] = parts.slice(6);
  return parts.slice(0, 6).every((part) => part === 0) && (high > 0 || low > 1);
}

/** Parses a socket's remote address. Only here is a zone (`fe80::1%eth0`) removed: it names a local interface. */
export function parsePeer(address: string | undefined): Address | null {
  return address ? parseAddress(address.replace(/%[^%]*$/, '')) : null;
}

/** Whether `address` is in one of `ranges`. IPv4 and IPv6 never match each other. */
export function isInRanges(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/**
 * Returns the client's address. This is the socket's peer, unless that is a trusted proxy: then the right-most address of
 * X-Forwarded-For that is not a trusted proxy (a client can forge entries further left), or the left-most when all are.
 * Null when that entry is not an address, so that keys with an IP restriction stay closed. Ports and brackets are removed.
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

/** Parses an entry of X-Forwarded-For: an address with optional brackets (IPv6) and the port that some proxies add. */
function parseHop(hop: string): Address | null {
  const bracketed = /^\[([^\]]*:[^\]]*)\](?::\d{1,5})?$/.exec(hop)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(hop)?.[1];
  return parseAddress(bracketed ?? withPort ?? hop);
}
