import type { InboundMessage } from '../carriers/carrier';

type Encoding = InboundMessage['encoding'];

/** A part of a long message. */
export type Part = {
  number: number;
  content: string;
  encoding: Encoding;
  carrierMessageId: string | null;
  /** Of a part that is stored. */
  receivedAt?: Date;
};

/** The parts that arrived of a long message; `assembled` once it is complete. */
export type Group = { total: number; parts: ReadonlyMap<number, Part>; assembled: boolean };

/** A long message from its parts. */
export type Whole = {
  text: string;
  encoding: Encoding;
  carrierMessageId: string | null;
  parts: number;
  missingParts: number;
  /** Whether the first part is there, which has the keyword. */
  hasBegin: boolean;
};

/** Written where parts are missing. */
export const GAP = '[…]';

const RANK: Record<Encoding, number> = { gsm7: 0, ucs2: 1, binary: 2 };

/**
 * Adds a part to its group; a repeated one changes nothing. A part with the number of another one and a different content
 * belongs to the next message with the same reference (handsets have 256 or 65,536 of them): it begins a new group.
 * Returns the group, and the messages that are to be stored: a complete one, or what there is of the one before.
 */
export function addPart(group: Group, part: Part): { group: Group; whole: Whole[] } {
  const known = group.parts.get(part.number);
  if (known?.content === part.content) return { group, whole: [] };
  const reused = known !== undefined;
  const parts = new Map(reused ? [] : group.parts).set(part.number, part);
  const next = { total: group.total, parts, assembled: parts.size === group.total };
  const before = reused && !group.assembled ? [assemble(group)] : [];
  return { group: next, whole: next.assembled ? [...before, assemble(next)] : before };
}

/** Returns the message of a group, in order of the part numbers, whichever parts there are. At least one must be. */
export function assemble({ total, parts }: Group): Whole {
  const inOrder = [...parts.values()].sort((a, b) => a.number - b.number);
  let text = '';
  let expected = 1;
  for (const { number, content } of inOrder) {
    text += (number > expected ? GAP : '') + content;
    expected = number + 1;
  }
  return {
    text: expected <= total ? text + GAP : text,
    encoding: inOrder.map(({ encoding }) => encoding).reduce((a, b) => (RANK[a] >= RANK[b] ? a : b), 'gsm7'),
    carrierMessageId: inOrder[0]?.carrierMessageId ?? null,
    parts: total,
    missingParts: total - parts.size,
    hasBegin: parts.has(1),
  };
}
