import type { Address } from './address';
import { type BadLine, parseAddressList, parseRange } from './ranges';

/**
 * A range that may be connected to although it is not public: network address and prefix length, and the one port that the
 * entry names. Without it, the ports of web servers.
 */
export type Target = readonly [network: Address, bits: number, port?: number];

/** `10.0.0.5:25`, `10.0.0.0/8:25`, `[fd00::5]:25`, `[fd00::/8]:25`. */
const WITH_PORT = /^(?:\[([^\]]*:[^\]]*)\]|([\d./]+)):(\d{1,5})$/;
const MAX_PORT = 65_535;

/**
 * Parses a list like `parseAddressList`, whose entries may end with a port: `10.0.0.0/8:25`, IPv6 in brackets as in URLs
 * (`[fd00::/8]:25`). Every invalid entry is named with its line.
 */
export function parseTargets(text: string): { targets: Target[]; problems: BadLine[] } {
  const targets = new Map<string, Target>();
  const problems: BadLine[] = [];
  text.split(/\r?\n/).forEach((row, i) => {
    for (const entry of row.split(/[\s,;]+/).filter(Boolean)) {
      const parsed = parseTarget(entry);
      if (typeof parsed !== 'string') targets.set(parsed.join('/'), parsed);
      else problems.push({ line: i + 1, text: entry, message: parsed });
    }
  });
  return { targets: [...targets.values()], problems };
}

/** Returns the problem as a sentence for an invalid entry. */
function parseTarget(entry: string): Target | string {
  const [, bracketed, plain, digits] = WITH_PORT.exec(entry) ?? [];
  const base = bracketed ?? plain ?? entry;
  const range = parseRange(base);
  if (!range) return parseAddressList(base).problems[0]?.message ?? 'Leave out the port, or write it after an address.';
  if (digits === undefined) return range;
  const port = Number(digits);
  return port >= 1 && port <= MAX_PORT ? [...range, port] : `Use a port from 1 to ${MAX_PORT}.`;
}
