import type { ErrorEntry } from './entry';

const SENDER =
  '"Northwind" is not an approved sender ID of this account. An administrator can request it under Developer tools → Sender IDs.';

/** What was asked for, and how: 400, 404, 405, 409, 413, 415 and 422. */
export const REQUESTS = {
  malformed_json: {
    meaning: 'The body is not valid JSON.',
    causes: [
      'A quote, comma or bracket is missing.',
      'The text was put into the JSON without escaping its quotes and line ends.',
      'The body is not UTF-8, or begins with a byte order mark; the detail names the byte.',
    ],
    developer: ['Build the body with your language’s JSON library, not by joining strings, and encode it as UTF-8.'],
    example: { detail: 'The body is not valid JSON.' },
  },
  invalid_request: {
    meaning: 'The request as a whole is wrong.',
    causes: [
      'The request line or a header is malformed, or a text holds a character that cannot be stored.',
      'A header or a credential is given twice where one counts; the detail names it.',
    ],
    developer: ['The detail says what is wrong. Sending the same again does not help.'],
    example: { detail: 'A text holds a character that cannot be stored, such as NUL. Take it out.' },
    tellsMore: true,
  },
  not_found: {
    meaning: 'What was asked for is not in the account.',
    causes: [
      'The id is mistyped or cut off.',
      'It belongs to another account: that looks the same as if it did not exist.',
      'It was deleted, or the path is not one of the API’s.',
    ],
    developer: ['Use the id as the API answered it, with a key of the same account.'],
    example: { detail: 'There is no such message.' },
    tellsMore: true,
  },
  method_not_allowed: {
    meaning: 'The path does not take this method.',
    causes: ['The path is right, but was asked for with another method, such as GET instead of POST.'],
    developer: ['The header Allow of the answer lists the methods that the path takes.'],
    example: { detail: 'This path takes POST.' },
    beforeKey: true,
  },
  conflict: {
    meaning: 'The request contradicts what is already there.',
    causes: [
      'A signed request was sent twice.',
      'The change would let nobody in (an empty allow-list), and was not confirmed.',
      'Somebody changed the same thing a moment before.',
    ],
    developer: ['The detail says what stands against it. Look at the present state, then decide anew.'],
    example: { detail: 'This signed request was carried out already. Sign each one anew.' },
    tellsMore: true,
  },
  nonce_reused: {
    meaning: 'The nonce of another request was used again.',
    causes: [
      'Two different requests were signed with the same nonce. The same request again is no fault: it gets the first answer.',
    ],
    developer: ['Make a new random nonce for each request.'],
    example: { detail: 'This nonce was used for another request. Use a new one for each.' },
  },
  idempotency_key_in_use: {
    meaning: 'The first request with this Idempotency-Key was still being carried out.',
    causes: ['The request was sent again before the first one was answered.'],
    developer: [
      'Wait a moment, then send the same request with the same Idempotency-Key: you get the first one’s answer.',
    ],
    example: {
      detail: 'The first request with this Idempotency-Key is still being carried out. Try again shortly.',
      retryAfterS: 1,
    },
  },
  idempotency_key_reused: {
    meaning: 'The Idempotency-Key of another request was used again.',
    causes: [
      'Two different requests were sent with the same Idempotency-Key. The same request again is no fault: it gets the first answer.',
    ],
    developer: ['Make one Idempotency-Key for each thing you want done, and keep it only for sending that again.'],
    example: {
      detail:
        'This Idempotency-Key was used for another request. Use a new one for each; repeat a request byte by byte.',
    },
  },
  not_cancellable: {
    meaning: 'The message is not waiting for its time any more.',
    causes: [
      'Only a message that is still scheduled can be cancelled. This one has been handed on, or has its final status.',
    ],
    developer: ['Look the message up: its status tells how far it is.'],
    place: 'messages',
    example: { detail: 'This message is submitted. Only a scheduled message can be cancelled.' },
    tellsMore: true,
  },
  body_too_large: {
    meaning: 'The body was too large.',
    causes: ['The API takes at most 64 KiB, and 2 MiB of a batch.'],
    developer: ['Send fewer messages at once, or shorter ones.'],
    example: { detail: 'The body may have at most 65536 bytes.' },
    beforeKey: true,
  },
  unsupported_media_type: {
    meaning: 'The body was neither JSON nor a form.',
    causes: [
      'The header Content-Type is missing, or names something else. curl sends “form” unless -H sets another type.',
      'It names a charset other than UTF-8, or the body is compressed (Content-Encoding).',
    ],
    developer: ['Send Content-Type: application/json, or application/x-www-form-urlencoded with a form.'],
    example: {
      detail:
        'Send the body as JSON with Content-Type: application/json, or as a form (application/x-www-form-urlencoded).',
    },
  },
  invalid_fields: {
    meaning: 'Fields were missing or wrong.',
    causes: ['A field that is needed was left out, or a value is not of the form it must have. Nothing was done.'],
    developer: [
      '“errors” names each field, by JSON Pointer or by query parameter, and says what it must be.',
      'The API reference lists every field.',
    ],
    example: {
      detail: 'text: Give the text of the message; it must not be empty.',
      fields: { text: 'Give the text of the message; it must not be empty.' },
    },
    tellsMore: true,
  },
  sender_not_approved: {
    meaning: 'The sender is not one of the account’s approved sender IDs.',
    causes: [
      'The request’s “from”, or the default sender of the key or account, was never asked for, still waits for approval, or was rejected.',
      'The approval was withdrawn.',
    ],
    developer: ['Leave “from” out to use the default sender, or give one that is approved.'],
    administrator: ['Request the sender ID; the operator of this installation approves it.'],
    place: 'senders',
    example: {
      detail: SENDER,
      fields: { from: SENDER },
    },
    tellsMore: true,
  },
} satisfies Record<string, ErrorEntry>;
