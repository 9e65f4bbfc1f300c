import { type IpMode, ipVerdict } from '@/lib/keys/ip-restriction';
import { normalizeAddress } from '@/lib/network/address';
import { compileRanges, parseAddressList } from '@/lib/network/ranges';

/** One parsed line of the editor. An empty line has no entries. */
export type LinePreview = {
  line: number;
  text: string;
  entries: string[];
  problems: { text: string; message: string }[];
};

export type ListPreview = {
  lines: LinePreview[];
  /** Normalized, without duplicates. */
  entries: string[];
  problems: number;
  /** Whether `0.0.0.0/0` is in the list: it matches every address, IPv6 included. */
  matchesAll: boolean;
};

/** Parses the list line by line, as the server does. */
export function previewList(text: string): ListPreview {
  const lines = text.split(/\r?\n/).map((row, i) => {
    const { entries, problems } = parseAddressList(row);
    return {
      line: i + 1,
      text: row.trim(),
      entries,
      problems: problems.map(({ text, message }) => ({ text, message })),
    };
  });
  const entries = [...new Set(lines.flatMap((line) => line.entries))];
  const problems = lines.reduce((total, line) => total + line.problems.length, 0);
  return { lines, entries, problems, matchesAll: entries.includes('0.0.0.0/0') };
}

/** Returns whether the list, once saved, would allow `ip`. The mode `lock` does not use the list. */
export function wouldAllow(entries: string[], mode: IpMode, ip: string): boolean {
  const address = normalizeAddress(ip);
  if (mode === 'lock' || address === null) return true;
  return ipVerdict({ active: true, mode, ranges: compileRanges(entries), lockedIp: null }, address) === 'allowed';
}
