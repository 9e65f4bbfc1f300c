import type { ErrorEntry } from './entry';

/** Who asks, and whether they may: 401 and 403. */
export const ACCESS = {
  unauthorized: {
    meaning: 'The request showed no valid API key.',
    causes: [
      'The key, the secret or the signature is missing, mistyped or cut off.',
      'The key was deleted, or rotated and its old secret is over.',
      'The signature was made over something else than what was sent: another body, path, host or header.',
    ],
    developer: [
      'Send the key as X-API-Key or Authorization: Bearer, the pair by HTTP Basic, or a signature.',
      'Compare the first and last characters with the key’s page in the console: spaces, quotes and line ends often come along.',
      'With a signature: sign the bytes that you send, after the last change of body and headers.',
    ],
    administrator: [
      'If the secret is lost, rotate the key: the old secret can stay valid until the new one is in place.',
    ],
    place: 'keys',
    example: { detail: 'Show a valid API key: X-API-Key, Bearer, Basic or a signature.' },
  },
  key_disabled: {
    meaning: 'The key was disabled.',
    causes: ['An administrator has switched the key off. It was right otherwise.'],
    developer: ['Do not try again by yourself: ask an administrator of the account why, or use another key.'],
    administrator: ['Switch the key on again. It works from the next request on.'],
    place: 'keys',
    example: { detail: 'This API key is disabled. An administrator can enable it in the console.' },
  },
  key_expired: {
    meaning: 'The key had expired.',
    causes: ['The key was made, or later set, to work up to a date that is over.'],
    developer: ['Use another key, or ask an administrator to give this one a later date.'],
    administrator: ['Set a later expiry, or none, under Access on the key’s page.'],
    place: 'keys',
    example: { detail: 'This API key has expired. An administrator can give it a later date.' },
  },
  clock_skew: {
    meaning: 'The signed date was not readable or more than 5 minutes off.',
    tellsMore: true,
    causes: [
      'The clock of the sending machine is wrong.',
      'The request was signed, kept, and sent later.',
      'The date is not written as HTTP does, such as “Sat, 28 Nov 2026 11:58:26 GMT”, always in GMT.',
    ],
    developer: [
      'Let the machine keep its clock by NTP, or take the time from the Date header of any answer.',
      'Sign each request right before it is sent.',
    ],
    example: { detail: 'The signature is too old or from the future: set the clock by the Date header.' },
  },
  signature_incomplete: {
    meaning: 'The signature covered too little.',
    causes: ['It must cover the date, the request line and, where there is a body, the digest of the body.'],
    developer: ['Add what is missing to the list of signed parts. The API reference has programs that sign correctly.'],
    example: { detail: 'Sign the date, the request line and, with a body, its digest (see the API reference).' },
  },
  weak_algorithm: {
    meaning: 'The request was signed with SHA-1 or MD5.',
    causes: [
      'The client uses hmac-sha1, or an MD5 digest of the body. Keys take SHA-256 and stronger unless they say otherwise.',
    ],
    developer: ['Sign with hmac-sha256 and a SHA-256 digest.'],
    administrator: ['If the client cannot be changed, mark its key “compatible”.'],
    place: 'keys',
    example: {
      detail: 'This key takes SHA-256 only. Sign with it, or have an administrator mark the key "compatible".',
    },
  },
  query_key_not_allowed: {
    meaning: 'The key stood in the URL.',
    causes: ['The key was sent as ?AUTH_KEY=…, where logs, histories and proxies keep it.'],
    developer: [
      'Send it in the X-API-Key header. Then ask for the key to be rotated: it may have been written down on the way.',
    ],
    administrator: ['If the client can do nothing else, allow this key in URLs on its page.'],
    place: 'keys',
    example: { detail: 'This key may not stand in the URL, where logs keep it. Send it in the X-API-Key header.' },
  },
  signed_out: {
    meaning: 'Nobody was signed in.',
    causes: ['The session ended, was ended from elsewhere, or the browser sent no cookie.'],
    developer: ['This is the console’s answer to a browser. Programs use the API with a key.'],
    administrator: ['Sign in again.'],
    example: { detail: 'You are signed out. Sign in again.' },
    consoleOnly: true,
  },
  forbidden: {
    meaning: 'This may not be done by who asked.',
    causes: [
      'A test key was to make or change a live key.',
      'A test key was to cancel a message that a live key sent.',
      'A key that expires was to make one that lives longer.',
      'In the console: the role of the person does not allow it.',
    ],
    developer: ['The detail says what the key would have to be. Ask for no more than it is, or use another key.'],
    administrator: ['Make a key that may do it, or give the person another role.'],
    place: 'keys',
    example: {
      detail: 'This is a test key: it makes and changes only keys with "environment": "test".',
    },
    tellsMore: true,
  },
  ip_not_allowed: {
    meaning: 'The address is not let in.',
    causes: [
      'The key is restricted by address, and the request came from one that is not on its list, or is on its block-list.',
      'The key is locked on the first address that used it, and this is another one.',
      'The client’s public address has changed: a new server, a new network, IPv6 instead of IPv4.',
    ],
    developer: ['Send from an allowed address, or give the one in the detail to an administrator.'],
    administrator: ['Add the address on the key’s page or with one click in Refusals, or reset the lock.'],
    place: 'refusals',
    example: {
      detail: "This API key may not be used from 203.0.113.77. An administrator can change the key's IP restriction.",
    },
  },
  missing_scope: {
    meaning: 'The key lacks the scope for this.',
    causes: ['Each key may do only what its scopes name: sms:send, sms:read, keys:manage.'],
    developer: ['Use a key that has the scope, or ask for it to be added.'],
    administrator: ['Add the scope on the key’s page, or better make a key of its own for this work.'],
    place: 'keys',
    example: {
      detail: 'This key lacks the scope sms:read, needed for messages:read. An administrator can add it.',
    },
    tellsMore: true,
  },
  account_not_verified: {
    meaning: 'The account is not verified yet.',
    causes: ['An account makes keys once the operator of this installation has verified it.'],
    developer: ['Wait until the account is verified; ask its administrator.'],
    administrator: ['Ask for verification; the operator decides.'],
    place: 'verification',
    example: {
      detail:
        'API credentials can be created once this account is verified. An administrator can request it under Account → Verification.',
    },
  },
} satisfies Record<string, ErrorEntry>;
