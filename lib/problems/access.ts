import type { ErrorEntry } from './entry';

/** Authentication and authorization: 401 and 403. */
export const ACCESS = {
  unauthorized: {
    meaning: 'The request had no valid API key.',
    causes: [
      'The key, the secret or the signature is missing, mistyped or cut off.',
      'The key was deleted, or it was rotated and its old secret has expired.',
      'The signature was made over something other than what was sent: another body, path, host or header.',
    ],
    developer: [
      'Send the key as X-API-Key or Authorization: Bearer, the pair by HTTP Basic, or a signature.',
      'Compare the first and last characters with the key’s page in the console: spaces, quotes and line ends are often copied too.',
      'With a signature: sign the bytes that you send, after the last change of body and headers.',
    ],
    administrator: [
      'If the secret is lost, rotate the key: the old secret can stay valid until the new one is in use.',
    ],
    page: 'keys',
    example: { detail: 'Send a valid API key: X-API-Key, Bearer, Basic or a signature.' },
  },
  key_disabled: {
    meaning: 'The key was disabled.',
    causes: ['An administrator disabled the key. The credential itself is correct.'],
    developer: ['Do not retry automatically: ask an administrator of the account, or use another key.'],
    administrator: ['Enable the key again. It works from the next request on.'],
    page: 'keys',
    example: { detail: 'This API key is disabled. An administrator can enable it in the console.' },
  },
  key_expired: {
    meaning: 'The key had expired.',
    causes: ['The key’s expiry date has passed.'],
    developer: ['Use another key, or ask an administrator to extend this one.'],
    administrator: ['Set a later expiry, or none, under Access on the key’s page.'],
    page: 'keys',
    example: { detail: 'This API key has expired. An administrator can extend it.' },
  },
  clock_skew: {
    meaning: 'The signed date was not readable or more than 5 minutes off.',
    hasSpecificDetail: true,
    causes: [
      'The clock of the sending machine is wrong.',
      'The request was signed, stored, and sent later.',
      'The date is not in the form of HTTP, such as “Sat, 28 Nov 2026 11:58:26 GMT”, always in GMT.',
    ],
    developer: [
      'Synchronize the machine’s clock by NTP, or use the time in the Date header of any response.',
      'Sign each request right before it is sent.',
    ],
    example: { detail: 'The signature is too old or from the future: set the clock by the Date header.' },
  },
  signature_incomplete: {
    meaning: 'The signature covered too little.',
    causes: ['It must cover the date, the request line and, where there is a body, the digest of the body.'],
    developer: [
      'Add the missing parts to the list of signed parts. The API reference has programs that sign correctly.',
    ],
    example: { detail: 'Sign the date, the request line and, with a body, its digest (see the API reference).' },
  },
  weak_algorithm: {
    meaning: 'The request was signed with SHA-1 or MD5.',
    causes: [
      'The client uses hmac-sha1, or an MD5 digest of the body. Keys accept SHA-256 and stronger unless they are marked “compatible”.',
    ],
    developer: ['Sign with hmac-sha256 and a SHA-256 digest.'],
    administrator: ['If the client cannot be changed, mark its key “compatible”.'],
    page: 'keys',
    example: {
      detail: 'This key accepts SHA-256 only. Sign with it, or have an administrator mark the key "compatible".',
    },
  },
  query_key_not_allowed: {
    meaning: 'The key was sent in the URL.',
    causes: ['The key was sent as ?AUTH_KEY=…, which logs, histories and proxies store.'],
    developer: [
      'Send it in the X-API-Key header. Then ask for the key to be rotated: it may have been logged on the way.',
    ],
    administrator: ['If the client has no other way, allow this key in URLs on its page.'],
    page: 'keys',
    example: { detail: 'This key must not be sent in the URL, where logs keep it. Send it in the X-API-Key header.' },
  },
  signed_out: {
    meaning: 'The session has ended.',
    causes: [
      'The user signed out, the session expired or was ended from another device, or the browser sent no cookie.',
    ],
    developer: ['This is the console’s response to a browser. Programs use the API with a key.'],
    administrator: ['Sign in again.'],
    example: { detail: 'You are signed out. Sign in again.' },
    consoleOnly: true,
  },
  insufficient_credit: {
    meaning: 'The balance of the account does not suffice.',
    causes: ['The account pays for its messages from a balance, and these messages cost more than is left.'],
    developer: [
      '“balance” and “price” of the response are decimals in “currency”. Send fewer messages, or wait until the balance is topped up.',
    ],
    administrator: ['Contact the operator of this installation, who tops up the balance.'],
    page: 'credit',
    example: {
      detail:
        'The balance is EUR 0.35, and these messages cost EUR 0.50. Nothing was accepted; the operator of this installation can top up the balance.',
      members: { balance: '0.35', price: '0.50', currency: 'EUR' },
    },
    hasSpecificDetail: true,
  },
  forbidden: {
    meaning: 'The key or user is not allowed to do this.',
    causes: [
      'A test key tried to create or change a live key.',
      'A test key tried to cancel a message that a live key sent.',
      'A key that expires tried to create one that expires later.',
      'In the console: the user’s role does not allow it.',
    ],
    developer: ['The detail names the restriction. Request less, or use another key.'],
    administrator: ['Create a key that is allowed to do it, or change the user’s role.'],
    page: 'keys',
    example: {
      detail: 'This is a test key: it makes and changes only keys with "environment": "test".',
    },
    hasSpecificDetail: true,
  },
  ip_not_allowed: {
    meaning: 'Requests from this address are not allowed.',
    causes: [
      'The key is restricted by address, and the request came from one that is not on its allow-list, or is on its block-list.',
      'The key is locked on the first address that used it, and this is another one.',
      'The client’s public address has changed: a new server, a new network, IPv6 instead of IPv4.',
    ],
    developer: ['Send from an allowed address, or send the one in the detail to an administrator.'],
    administrator: ['Add the address on the key’s page or with one click in Refusals, or reset the lock.'],
    page: 'refusals',
    example: {
      detail: "This API key may not be used from 203.0.113.77. An administrator can change the key's IP restriction.",
    },
  },
  missing_scope: {
    meaning: 'The key lacks the scope for this.',
    causes: ['A key can do only what its scopes allow: sms:send, sms:read, keys:manage.'],
    developer: ['Use a key that has the scope, or ask for it to be added.'],
    administrator: ['Add the scope on the key’s page, or better, create a separate key for this work.'],
    page: 'keys',
    example: {
      detail: 'This key lacks the scope sms:read, needed for messages:read. An administrator can add it.',
    },
    hasSpecificDetail: true,
  },
  account_not_verified: {
    meaning: 'The account is not verified yet.',
    causes: ['Keys can be created only after the operator of this installation has verified the account.'],
    developer: ['Wait until the account is verified; ask its administrator.'],
    administrator: ['Request verification; the operator decides.'],
    page: 'verification',
    example: {
      detail:
        'API credentials can be created once this account is verified. An administrator can request it under Account → Verification.',
    },
  },
} satisfies Record<string, ErrorEntry>;
