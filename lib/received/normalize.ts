import type { InboundMessage } from '../carriers/carrier';
import { measure } from '../text/encoding';
import { canonicalAddress } from './address';
import type { Part, Whole } from './assembly';
import { keywordsOf } from './keyword';
import { readable } from './readable';

/** UTF-16 units of a stored text. The longest message of SMS has 255 parts of 153 characters: 39,015. */
export const MAX_TEXT = 40_000;
/** UTF-16 units of a part. SMS has at most 160. */
const MAX_PART = 2_000;
const MAX_CARRIER_ID = 200;
const MAX_SEGMENTS = 255;
/** TP-User-Data has one octet for the number of parts (3GPP TS 23.040 §9.2.3.24.1), SAR TLVs too (SMPP 3.4 §5.3.2.23). */
const MAX_PARTS = 255;
const MAX_REFERENCE = 0x7fffffff;
const ENCODINGS: readonly string[] = ['gsm7', 'ucs2', 'binary'];

/** A whole message, ready to be stored. */
export type Received = {
  sender: string;
  recipient: string;
  text: string;
  encoding: InboundMessage['encoding'];
  carrierMessageId: string | null;
  parts: number;
  missingParts: number;
  /** What it may have as its keyword. */
  keywords: string[];
};

/** The numbers and the reference that the parts of a message have in common. */
export type GroupKey = { sender: string; recipient: string; reference: number; total: number };

/** A message or part as it arrived, with everything in it bounded and storable. */
export type Arrived = { carrierMessageId: string | null; sender: string; recipient: string } & (
  | { kind: 'whole'; received: Received }
  | { kind: 'part'; key: GroupKey; part: Part }
);

/**
 * Returns an inbound message in a form that can be stored, for any content. Parts whose numbers make no sense are whole
 * messages: their text is not to be lost.
 */
export function normalizeInbound(message: InboundMessage): Arrived {
  const sender = canonicalAddress(textOf(message.from));
  const recipient = canonicalAddress(textOf(message.to));
  const carrierMessageId = idOf(message.carrierMessageId);
  const encoding = ENCODINGS.includes(message.encoding) ? message.encoding : 'ucs2';
  const content = textOf(message.text);
  const common = { carrierMessageId, sender, recipient };
  const part = partOf(message.part);
  if (part) {
    const key = { sender, recipient, reference: part.reference, total: part.total };
    const bounded = content.slice(0, MAX_PART);
    return {
      ...common,
      kind: 'part',
      key,
      part: { number: part.number, content: bounded, encoding, carrierMessageId },
    };
  }
  const text = readable(content, MAX_TEXT);
  const parts = encoding === 'binary' ? 1 : Math.min(measure(text).segments, MAX_SEGMENTS);
  const keywords = encoding === 'binary' ? [] : keywordsOf(text);
  return { ...common, kind: 'whole', received: { ...common, text, encoding, parts, missingParts: 0, keywords } };
}

/** Returns an assembled message in the form that is stored. */
export function receivedOf({ sender, recipient }: GroupKey, { hasBegin, ...whole }: Whole): Received {
  const text = readable(whole.text, MAX_TEXT);
  const keywords = hasBegin && whole.encoding !== 'binary' ? keywordsOf(text) : [];
  return { sender, recipient, ...whole, text, keywords };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An id that is the same for all messages (empty, zero) identifies none. */
function idOf(value: unknown): string | null {
  const id = readable(textOf(value), MAX_CARRIER_ID).trim();
  return /^0*$/.test(id) ? null : id;
}

function partOf(part: InboundMessage['part']): NonNullable<InboundMessage['part']> | null {
  if (!part) return null;
  const { reference, number, total } = part;
  const isSound = isWithin(total, 2, MAX_PARTS) && isWithin(number, 1, total) && isWithin(reference, 0, MAX_REFERENCE);
  return isSound ? { reference, number, total } : null;
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
