import IPCIDR from 'ip-cidr';
import { LRUCache } from 'lru-cache';
import { compatibleIpv4, normalizeAddress, parseAddress, type Range } from './address';

/** An entry that is not an address or range, as typed. `line` counts from 1. */
export type BadLine = { line: number; text: string; message: string };

export type ParsedList = { entries: string[]; problems: BadLine[] };

const PREFIX = /^(0|[1-9]\d?|1[01]\d|12[0-8])$/;
const BITS = { ipv4: 32, ipv6: 128 };
/** Prefix of IPv4-mapped IPv6, ::ffff:0:0/96. */
const MAPPED_BITS = 96;

/**
 * Parses a list of addresses and CIDR ranges, IPv4 and IPv6: one a line, or separated by commas, semicolons or spaces.
 * Host bits are accepted and cleared (Messente lists `123.123.123.1/24`). Entries are normalized and without duplicates,
 * in the order of the list; every invalid one is named with its line. Forms that `parseAddress` refuses, netmasks and
 * prefixes out of range are invalid: programs read them differently.
 */
export function parseAddressList(text: string): ParsedList {
  const entries = new Set<string>();
  const problems: BadLine[] = [];
  text.split(/\r?\n/).forEach((row, i) => {
    for (const part of row.split(/[\s,;]+/).filter(Boolean)) {
      const range = normalizeRange(part);
      if (range) entries.add(range);
      else problems.push({ line: i + 1, text: part, message: problemOf(part) });
    }
  });
  return { entries: [...entries], problems };
}

/** Returns the stored form of a range: network address, with the prefix unless it is a single address. Null when invalid. */
export function normalizeRange(entry: string): string | null {
  const [base = '', prefix, ...rest] = entry.split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0 || (prefix !== undefined && !PREFIX.test(prefix))) return null;
  const writtenAsMapped = address.kind() === 'ipv4' && base.includes(':');
  const bits = prefix === undefined ? BITS[address.kind()] : Number(prefix) - (writtenAsMapped ? MAPPED_BITS : 0);
  if (bits < 0 || bits > BITS[address.kind()]) return null;
  const cidr = `${address.toString()}/${bits}`;
  if (!IPCIDR.isValidCIDR(cidr)) return null;
  const network = normalizeAddress(String(new IPCIDR(cidr).start()));
  return bits === BITS[address.kind()] ? network : `${network}/${bits}`;
}

/** Parses a normalized entry into network address and prefix length. Null when invalid. */
export function parseRange(entry: string): Range | null {
  const [base = '', prefix] = normalizeRange(entry)?.split('/') ?? [];
  const address = parseAddress(base);
  return address && [address, prefix === undefined ? BITS[address.kind()] : Number(prefix)];
}

const NUMBER = '(?:0x[\\da-f]*|\\d+)';
/** Forms of IPv4 that only some programs accept, alone or at the end of IPv6. */
const LOOSE_IPV4 = new RegExp(`(?:^|:)${NUMBER}(?:\\.${NUMBER}){1,3}$|^${NUMBER}$`, 'i');

function problemOf(entry: string): string {
  const [base = '', prefix] = entry.split('/');
  const address = parseAddress(base);
  if (base.includes('%')) return 'Leave out the zone (the part after %).';
  if (/^\[.*\](:\d+)?$/.test(base)) return 'Leave out the brackets and the port.';
  if (address && prefix !== undefined) {
    if (prefix.includes('.')) return 'Write the range as a prefix length such as /24, not as a netmask.';
    if (address.kind() === 'ipv4' && base.includes(':')) {
      return `Write the range in IPv4: ${address.toString()} and a prefix length from 0 to 32.`;
    }
    return `The prefix length must be a whole number from 0 to ${BITS[address.kind()]}.`;
  }
  const ipv4 = compatibleIpv4(base);
  if (ipv4) return `Write it in IPv4: ${ipv4}. The form ${base} is deprecated.`;
  if (LOOSE_IPV4.test(base)) return 'Write IPv4 addresses as four numbers from 0 to 255 without leading zeros.';
  return 'This is neither an IP address nor a range such as 203.0.113.0/24.';
}

/** Ranges prepared for fast checks: sorted, overlaps merged, found by binary search. */
export type RangeSet = {
  includesAll: boolean;
  v4: readonly Span[];
  v6: readonly Span[];
  /** Results by address, made on first use: an application sends from few addresses, many times a second. */
  cache?: LRUCache<string, boolean>;
};

/** Few, since there is one cache for each key. */
const MAX_CACHED = 100;

type Span = { start: bigint; end: bigint };

/**
 * Prepares normalized entries. `0.0.0.0/0` allows every address, IPv6 too: Messente's page names it as the way to "allow
 * all IP addresses".
 */
export function compileRanges(entries: readonly string[]): RangeSet {
  const spans = { ipv4: [] as Span[], ipv6: [] as Span[] };
  for (const entry of entries) {
    const kind = entry.includes(':') ? 'ipv6' : 'ipv4';
    spans[kind].push(spanOf(entry, BITS[kind]));
  }
  return { includesAll: entries.includes('0.0.0.0/0'), v4: merged(spans.ipv4), v6: merged(spans.ipv6) };
}

/** Returns the first and last address of a normalized entry. The library takes twenty times as long. */
function spanOf(entry: string, bits: number): Span {
  const [network = '', prefix = bits] = entry.split('/');
  const start = numberOf(network);
  return { start, end: start | ((1n << BigInt(bits - Number(prefix))) - 1n) };
}

function merged(spans: Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (!last || span.start > last.end) result.push({ ...span });
    else if (span.end > last.end) last.end = span.end;
  }
  return result;
}

/** Whether the normalized `address` is in `set`. IPv4 ranges contain only IPv4, IPv6 ranges only IPv6. */
export function isInSet(address: string, set: RangeSet): boolean {
  set.cache ??= new LRUCache({ max: MAX_CACHED });
  const cached = set.cache.get(address);
  if (cached !== undefined) return cached;
  const found = find(address, set);
  set.cache.set(address, found);
  return found;
}

function find(address: string, set: RangeSet): boolean {
  const spans = address.includes(':') ? set.v6 : set.v4;
  if (spans.length === 0) return false;
  const value = numberOf(address);
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle] as Span;
    if (value < span.start) high = middle - 1;
    else if (value > span.end) low = middle + 1;
    else return true;
  }
  return false;
}

function numberOf(address: string): bigint {
  const bytes = parseAddress(address)?.toByteArray() ?? [];
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
