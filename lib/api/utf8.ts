import { isUtf8 } from 'node:buffer';

const LEAD_BYTES = [
  { from: 0x00, to: 0x7f, length: 1, second: [0x80, 0xbf] },
  { from: 0xc2, to: 0xdf, length: 2, second: [0x80, 0xbf] },
  { from: 0xe0, to: 0xe0, length: 3, second: [0xa0, 0xbf] },
  { from: 0xe1, to: 0xec, length: 3, second: [0x80, 0xbf] },
  { from: 0xed, to: 0xed, length: 3, second: [0x80, 0x9f] },
  { from: 0xee, to: 0xef, length: 3, second: [0x80, 0xbf] },
  { from: 0xf0, to: 0xf0, length: 4, second: [0x90, 0xbf] },
  { from: 0xf1, to: 0xf3, length: 4, second: [0x80, 0xbf] },
  { from: 0xf4, to: 0xf4, length: 4, second: [0x80, 0x8f] },
] as const;

/** Byte order marks that a text may begin with, the longer first (Unicode 23.8). */
const MARKS = [
  { name: 'UTF-32', bytes: [0xff, 0xfe, 0x00, 0x00] },
  { name: 'UTF-32', bytes: [0x00, 0x00, 0xfe, 0xff] },
  { name: 'UTF-8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'UTF-16', bytes: [0xff, 0xfe] },
  { name: 'UTF-16', bytes: [0xfe, 0xff] },
];

/** Decodes `bytes`. `problem` is a sentence with the first invalid byte and its offset. */
export function decodeUtf8(bytes: Buffer): { text: string } | { problem: string } {
  const mark = bytes[0] !== undefined && (bytes[0] === 0 || bytes[0] > 0x7f) && markOf(bytes);
  if (mark) return { problem: `The body begins with a byte order mark (${mark}). Send UTF-8 without one.` };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') };
  const at = firstInvalid(bytes);
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return { problem: `The body is not UTF-8: byte ${at} is 0x${byte}, which no character has there. Send UTF-8.` };
}

function markOf(bytes: Buffer): string | null {
  const mark = MARKS.find((known) => known.bytes.every((byte, at) => bytes[at] === byte));
  return mark ? `U+FEFF in ${mark.name}` : null;
}

/** Returns the offset of the first sequence that is not well-formed (Unicode table 3-7). */
function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Returns 0 where no well-formed sequence begins at `at`. */
function sequenceLength(bytes: Buffer, at: number): number {
  const byte = bytes[at] as number;
  const lead = LEAD_BYTES.find(({ from, to }) => byte >= from && byte <= to);
  if (!lead) return 0;
  for (let i = 1; i < lead.length; i++) {
    const [least, most] = i === 1 ? lead.second : [0x80, 0xbf];
    const next = bytes[at + i];
    if (next === undefined || next < least || next > most) return 0;
  }
  return lead.length;
}
