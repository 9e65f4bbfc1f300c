import type { InboundMessage } from '../carriers/carrier';

/** A received message as API and webhook have it. Its form is part of the public API. */
export type ReceivedFacts = {
  id: string;
  sender: string;
  recipient: string;
  text: string;
  encoding: InboundMessage['encoding'];
  parts: number;
  missingParts: number;
  keyword: string | null;
  receivedAt: Date;
};

/** Returns a received message as JSON. */
export function receivedJson(facts: ReceivedFacts) {
  return {
    id: facts.id,
    from: facts.sender,
    to: facts.recipient,
    text: facts.text,
    encoding: facts.encoding,
    segments: facts.parts,
    missing_segments: facts.missingParts,
    keyword: facts.keyword,
    received_at: facts.receivedAt.toISOString(),
  };
}

/** Returns the exact bytes that are signed and posted to the account's webhook. */
export function receivedBody(facts: ReceivedFacts): string {
  return JSON.stringify({
    type: 'message.received',
    timestamp: facts.receivedAt.toISOString(),
    data: receivedJson(facts),
  });
}
