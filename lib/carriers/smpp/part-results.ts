import type { AcceptedPart, SubmitOutcome } from '../carrier';

/** What came of one PDU. */
export type PartResult =
  | { kind: 'accepted'; carrierMessageId: string }
  | { kind: 'rejected'; errorCode: string; detail: string }
  | { kind: 'throttled'; retryAfterMs: number; detail: string }
  | { kind: 'unknown'; reason: string };

/**
 * Returns the outcome of a message from those of its parts, by index; a part without one was not sent. A rejected part ends
 * the message, an unknown one makes it unknown, and it is accepted only when each part is. `parts` has all accepted ones,
 * also of earlier attempts.
 */
export function combineParts(results: readonly (PartResult | undefined)[]): SubmitOutcome {
  const [first] = results;
  if (results.length === 1) return first ?? NOT_SENT;
  const parts = results.flatMap((result, index): AcceptedPart[] =>
    result?.kind === 'accepted' ? [{ part: index + 1, carrierMessageId: result.carrierMessageId }] : [],
  );
  const decisive =
    results.find((result) => result?.kind === 'rejected') ??
    results.find((result) => result?.kind === 'unknown') ??
    results.find((result) => result?.kind === 'throttled');
  if (decisive) return { ...decisive, parts };
  return first?.kind === 'accepted' && parts.length === results.length
    ? { kind: 'accepted', carrierMessageId: first.carrierMessageId, parts }
    : { ...NOT_SENT, parts };
}

const NOT_SENT: SubmitOutcome = { kind: 'throttled', retryAfterMs: 1_000, detail: 'The message was not sent.' };
