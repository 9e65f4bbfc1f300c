import type { Submission } from '../carrier';

/** Returns a message for previews of the request. */
export function sampleSubmission(nowMs: number): Submission {
  return {
    messageId: '01934000-0000-7000-8000-000000000000',
    attempt: 1,
    environment: 'live',
    recipient: '+37255555555',
    sender: 'Postern',
    text: 'Hello & "goodbye": 100 %, ä € <b>',
    encoding: 'gsm7',
    segments: 1,
    priority: 1,
    validUntil: new Date(nowMs + 24 * 60 * 60_000),
    possibleDuplicate: false,
    acceptedParts: [],
  };
}
