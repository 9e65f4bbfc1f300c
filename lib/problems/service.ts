import { UNREACHABLE_NOW } from '../base/errors';
import type { ErrorEntry } from './entry';

const OVER_CAP =
  '+37255555555: this account may send 10 messages to one recipient a day (UTC). Nothing was sent to it.';

/** Failures of the server and its limits: 429 and 5xx. */
export const SERVICE = {
  rate_limited: {
    meaning: 'A limit of the key or of its account is used up.',
    causes: [
      'The key sent more requests a second than it may.',
      'The key, or all keys of the account, sent as many messages as they may in this day or month (UTC).',
    ],
    developer: [
      'Wait the seconds in Retry-After: the same request is then accepted, unless other clients use up the limit first.',
      'RateLimit-Policy lists the limits, and RateLimit what is left of each: slow down before it is 0.',
      'Send several messages in one request: a batch of 1,000 is one request.',
    ],
    administrator: ['Raise the limit on the key’s page, or under Account → Limits.'],
    page: 'limits',
    example: {
      detail:
        'This key may send 10 requests a second, and 20 at once. Nothing was accepted; try again after the time in Retry-After.',
      retryAfterS: 1,
    },
    hasSpecificDetail: true,
  },
  recipient_limit: {
    meaning: 'The recipient got as many messages as it may get a day.',
    causes: [
      'The account limits the messages to one recipient in a day (UTC), against loops and against fraud with sign-in codes.',
    ],
    developer: [
      'Wait the seconds in Retry-After before the next message to this recipient. Other recipients are not affected.',
      'Limit how often a user can request a code.',
    ],
    administrator: ['Raise the limit under Account → Limits.'],
    page: 'limits',
    example: { detail: OVER_CAP, fields: { to: OVER_CAP }, retryAfterS: 3_600 },
    hasSpecificDetail: true,
  },
  too_many_attempts: {
    meaning: 'Too many attempts were made in a short time.',
    causes: ['A program retries without waiting, or passwords or codes are being guessed.'],
    developer: ['Wait the seconds in Retry-After, then continue more slowly.'],
    example: { detail: 'Too many attempts. Wait 30 seconds, then try again.', retryAfterS: 30 },
    consoleOnly: true,
  },
  internal: {
    meaning: 'Something failed on the server.',
    causes: ['A fault of this installation. It was logged with the response’s request_id.'],
    developer: [
      'Try again later. With an Idempotency-Key nothing is sent twice.',
      'If it persists, send the request_id to the operator.',
    ],
    administrator: ['Search the log of the installation for the request_id.'],
    example: { detail: 'Something failed on the server. It was logged; try again, then contact the operator.' },
  },
  unavailable: {
    meaning: 'The service is unavailable right now.',
    causes: [
      'The database is unreachable, or the process is being restarted. Nothing was done.',
      'The database took too long, or other requests were changing the same record. Nothing was done.',
      'The connection to the database broke during this request. Its outcome is then unknown, as stated in the detail.',
    ],
    developer: [
      'Try again after the seconds in Retry-After, waiting longer each time.',
      'Send requests with an Idempotency-Key: repeated with it, they never send twice.',
    ],
    administrator: ['Check GET /api/health/ready and the log, which name the failure.'],
    example: { detail: UNREACHABLE_NOW, retryAfterS: 2 },
    hasSpecificDetail: true,
  },
  overloaded: {
    meaning: 'More messages arrived than can be written or submitted.',
    causes: [
      'The queue of this process is full. No message of this request was accepted.',
      'MAX_QUEUED_MESSAGES messages wait to be submitted to a carrier. No message of this request was accepted.',
      'Most of the messages that may wait are of your account. The rest of the queue is kept for other accounts.',
    ],
    developer: ['Try again after the seconds in Retry-After, and send fewer requests at the same time.'],
    administrator: [
      'Run more processes with the role api, or a faster database.',
      'Where MAX_QUEUED_MESSAGES is reached: run more workers, or raise it.',
    ],
    example: {
      detail: 'More messages arrived than can be written right now. Nothing was accepted; try again.',
      retryAfterS: 1,
    },
  },
  invalid_configuration: {
    meaning: 'A setting of this installation is wrong.',
    causes: ['An environment variable, or a line of the file .env, is missing or invalid.'],
    developer: ['Nothing in your program can fix it: contact the operator.'],
    administrator: ['Start the process in a terminal: it names every invalid setting.'],
    example: { detail: 'PORT must be a port, 0 to 65535' },
    consoleOnly: true,
  },
} satisfies Record<string, ErrorEntry>;
