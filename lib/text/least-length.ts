import { processSingleton } from '../base/process-singleton';
import { closestTo } from './closest-gsm';
import { isGsm } from './encoding';

/** Characters of one segment of several (3GPP TS 23.040 §9.2.3.24.1), and of a message that is one segment. */
const GSM = { part: 153, single: 160 };
const UCS2 = { part: 67, single: 70 };

const CODE_POINTS = 0x110000;
/** An entry: 0 while unknown, else the length of the replacement with 1 added, and these. */
const NOT_GSM = 0x40;
const MARK = 0x80;
const LENGTH = 0x3f;

const MARKS = /^\p{M}$/u;

/** How long the replacement of each character is in mode `full`: one byte a character, filled as texts need it. */
const entries = () => processSingleton('replacement-lengths', () => new Uint8Array(CODE_POINTS));

/**
 * Whether `text` has more than `maxSegments` once mode `full` has replaced its characters, judged by a lower bound of its
 * length that takes a fraction of the work of the replacement. False also where only the replacement can decide.
 */
export function isTooLongInFull(text: string, maxSegments: number): boolean {
  const known = entries();
  let length = 0;
  let last = 0;
  let max = limit(GSM, maxSegments);
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    let entry = known[point] ?? 0;
    if (entry === 0) {
      entry = entryOf(String.fromCodePoint(point));
      known[point] = entry;
    }
    if (entry & MARK) {
      // With its marks a character may have another replacement, of at least one character.
      if (last > 1) length -= last - 1;
      last = 0;
      continue;
    }
    last = (entry & LENGTH) - 1;
    length += last;
    if (entry & NOT_GSM) max = limit(UCS2, maxSegments);
    if (length > max + last) return true;
  }
  return length > max;
}

function limit({ part, single }: typeof GSM, segments: number): number {
  return segments === 1 ? single : part * segments;
}

function entryOf(character: string): number {
  if (MARKS.test(character)) return MARK | 1;
  const replacement = closestTo(character);
  return 1 + Math.min(replacement.length, LENGTH - 1) + (isGsm(replacement) ? 0 : NOT_GSM);
}
