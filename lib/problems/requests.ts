import type { ErrorEntry } from './entry';

const SENDER =
  '"Northwind" is not an approved sender ID of this account. An administrator can request it under Developer tools → Sender IDs.';

const NO_ROUTE = 'No carrier takes messages to +3725550001. The operator can add a route under Operator → Routes.';

const NO_PRICE = 'There is no price for messages to +3725550001. The operator can add one under Operator → Prices.';

const NOT_ALLOWED =
  '+18765550100: this account may not send to Jamaica. An administrator can allow it under Account → Limits.';

/** Invalid requests: 400, 404, 405, 409, 413, 415 and 422. */
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
      'The request line or a header is malformed, or a text contains a character that cannot be stored.',
      'A header or a credential that may occur only once is repeated; the detail names it.',
    ],
    developer: ['The detail describes the problem. Sending the same request again does not help.'],
    example: { detail: 'A text contains a character that cannot be stored, such as NUL. Remove it.' },
    hasSpecificDetail: true,
  },
  not_found: {
    meaning: 'The account has no such record.',
    causes: [
      'The id is mistyped or cut off.',
      'It belongs to another account: the response is the same as for an id that does not exist.',
      'It was deleted, or the path is not part of the API.',
    ],
    developer: ['Use the id as the API returned it, with a key of the same account.'],
    example: { detail: 'There is no such message.' },
    hasSpecificDetail: true,
  },
  method_not_allowed: {
    meaning: 'The path does not accept this method.',
    causes: ['The path is right, but the method is not, such as GET instead of POST.'],
    developer: ['The Allow header of the response lists the methods that the path accepts.'],
    example: { detail: 'This path accepts POST.' },
    beforeAuthentication: true,
  },
  conflict: {
    meaning: 'The request contradicts the current state.',
    causes: [
      'A signed request was sent twice.',
      'The change would block all requests (an empty allow-list), and was not confirmed.',
      'The same record was changed a moment before.',
    ],
    developer: ['The detail describes the conflict. Read the current state, then decide again.'],
    example: { detail: 'This signed request was carried out already. Sign each request separately.' },
    hasSpecificDetail: true,
  },
  nonce_reused: {
    meaning: 'The nonce of another request was used again.',
    causes: [
      'Two different requests were signed with the same nonce. Repeating the same request is fine: it gets the first response.',
    ],
    developer: ['Make a new random nonce for each request.'],
    example: { detail: 'This nonce was used for another request. Use a new one for each.' },
  },
  idempotency_key_in_use: {
    meaning: 'The first request with this Idempotency-Key is still in progress.',
    causes: ['The request was sent again before the response to the first one.'],
    developer: [
      'Wait a moment, then send the same request with the same Idempotency-Key: it gets the response of the first one.',
    ],
    example: {
      detail: 'The first request with this Idempotency-Key is still being carried out. Try again shortly.',
      retryAfterS: 1,
    },
  },
  idempotency_key_reused: {
    meaning: 'The Idempotency-Key of another request was used again.',
    causes: [
      'Two different requests were sent with the same Idempotency-Key. Repeating the same request is fine: it gets the first response.',
    ],
    developer: ['Make one Idempotency-Key for each operation, and reuse it only to repeat that request.'],
    example: {
      detail:
        'This Idempotency-Key was used for another request. Use a new one for each; repeat a request byte by byte.',
    },
  },
  not_cancellable: {
    meaning: 'The message is no longer scheduled.',
    causes: [
      'Only a message that is still scheduled can be cancelled. This one was submitted already, or has its final status.',
    ],
    developer: ['Read the message: its status shows its progress.'],
    page: 'messages',
    example: { detail: 'This message is submitted. Only a scheduled message can be cancelled.' },
    hasSpecificDetail: true,
  },
  body_too_large: {
    meaning: 'The body was too large.',
    causes: ['The API accepts at most 64 KiB, and 2 MiB for a batch.'],
    developer: ['Send fewer messages at once, or shorter ones.'],
    example: { detail: 'The body may have at most 65536 bytes.' },
    beforeAuthentication: true,
  },
  unsupported_media_type: {
    meaning: 'The body was neither JSON nor a form.',
    causes: [
      'The Content-Type header is missing, or names another type. curl sends a form unless -H sets another type.',
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
    causes: ['A required field is missing, or a value is invalid. Nothing was done.'],
    developer: [
      '“errors” names each field, by JSON Pointer or by query parameter, and its problem.',
      'The API reference lists every field.',
    ],
    example: {
      detail: 'text: Enter the text of the message; it must not be empty.',
      fields: { text: 'Enter the text of the message; it must not be empty.' },
    },
    hasSpecificDetail: true,
  },
  sender_not_approved: {
    meaning: 'The sender is not one of the account’s approved sender IDs.',
    causes: [
      'The request’s “from”, or the default sender of the key or account, was never requested, still waits for approval, or was rejected.',
      'The approval was withdrawn.',
    ],
    developer: ['Leave “from” out to use the default sender, or use one that is approved.'],
    administrator: ['Request the sender ID; the operator of this installation approves it.'],
    page: 'senders',
    example: {
      detail: SENDER,
      fields: { from: SENDER },
    },
    hasSpecificDetail: true,
  },
  destination_not_allowed: {
    meaning: 'The account may not send to this country.',
    causes: [
      'The account has a list of countries that it may send to, and the number belongs to another one, or to none.',
    ],
    developer: [
      'Check the number: its country follows from its first digits. Sending the same request again does not help.',
    ],
    administrator: ['Add the country to the list under Account → Limits, or clear the list to allow all.'],
    page: 'limits',
    example: { detail: NOT_ALLOWED, fields: { to: NOT_ALLOWED } },
    hasSpecificDetail: true,
  },
  no_price: {
    meaning: 'There is no price for messages to this number.',
    causes: ['The account pays for its messages, and the operator’s price table has no price for the number.'],
    developer: ['Check the number. Sending the same request again helps only after the operator added a price.'],
    administrator: ['Contact the operator, who adds a price under Operator → Prices.'],
    example: { detail: NO_PRICE, fields: { to: NO_PRICE } },
    hasSpecificDetail: true,
  },
  no_route: {
    meaning: 'No carrier takes messages to this number.',
    causes: [
      'The operator of this installation has connected carriers, and none of their routes matches the number, the sender and the account.',
    ],
    developer: ['Check the number. Sending the same request again helps only after the operator added a route.'],
    administrator: ['Contact the operator, who adds a route to a carrier under Operator → Routes.'],
    example: {
      detail: NO_ROUTE,
      fields: { to: NO_ROUTE },
    },
    hasSpecificDetail: true,
  },
} satisfies Record<string, ErrorEntry>;
