import type { IpMode } from '@/lib/keys/ip-modes';
import { ipVerdict } from '@/lib/keys/ip-restriction';
import { normaliseAddress } from '@/lib/network/address';
import { compileRanges, parseAddressList } from '@/lib/network/ranges';

/** What one line of the editor comes to. Empty lines come to nothing. */
export type LinePreview = {
  line: number;
  text: string;
  entries: string[];
  problems: { text: string; message: string }[];
};

export type ListPreview = {
  lines: LinePreview[];
  /** Normalised, without repeats. */
  entries: string[];
  problems: number;
  /** `0.0.0.0/0` is in the list: it means anyone, IPv6 too. */
  everyone: boolean;
};

/** The list as the server will read it, line by line. */
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
  return { lines, entries, problems, everyone: entries.includes('0.0.0.0/0') };
}

/** Whether a list that would be saved like this lets `ip` in. Lock-on-first is not about the list. */
export function wouldLetIn(entries: string[], mode: IpMode, ip: string): boolean {
  const address = normaliseAddress(ip);
  if (mode === 'lock' || address === null) return true;
  return ipVerdict({ active: true, mode, ranges: compileRanges(entries), lockedIp: null }, address) === 'allowed';
}
