import { UNREACHABLE_NOW } from '../base/errors';
import type { ErrorEntry } from './entry';

/** What stands in the way on our side: 429 and the 5xx. */
export const SERVICE = {
  too_many_attempts: {
    meaning: 'Too many attempts were made in a short time.',
    causes: ['A program tries again without waiting, or somebody guesses.'],
    developer: ['Wait the seconds in Retry-After, then go on more slowly.'],
    example: { detail: 'Too many attempts. Wait 30 seconds, then try again.', retryAfterS: 30 },
    consoleOnly: true,
  },
  internal: {
    meaning: 'Something failed on our side.',
    causes: ['A fault of this installation. It was logged under the answer’s request_id.'],
    developer: [
      'Try again after a while. With an Idempotency-Key nothing is sent twice.',
      'If it stays, tell the operator the request_id.',
    ],
    administrator: ['Search the log of the installation for the request_id.'],
    example: { detail: 'Something failed on our side. It was logged; try again, then tell the operator.' },
  },
  unavailable: {
    meaning: 'The service could not answer right now.',
    causes: [
      'The database cannot be reached, or the process is being restarted. Nothing was done.',
      'The database took too long, or others were changing the same thing. Nothing was done.',
      'The connection to the database broke over this request. Then nobody knows whether it was done, and the detail says so.',
    ],
    developer: [
      'Try again after the seconds in Retry-After, waiting longer each time.',
      'Give requests to send an Idempotency-Key: repeated with it, they never send twice.',
    ],
    administrator: ['Look at GET /api/health/ready and at the log: it names what is missing.'],
    example: { detail: UNREACHABLE_NOW, retryAfterS: 2 },
    tellsMore: true,
  },
  overloaded: {
    meaning: 'More messages came than can be written.',
    causes: ['The queue of this process is full. Nothing was accepted of this request.'],
    developer: ['Try again after the seconds in Retry-After, and send fewer requests at the same time.'],
    administrator: ['Run more processes of the role api, or a faster database.'],
    example: {
      detail: 'More messages came than can be written just now. Nothing was accepted; try again.',
      retryAfterS: 1,
    },
  },
  invalid_configuration: {
    meaning: 'A setting of this installation is wrong.',
    causes: ['An environment variable, or a line of the file .env, is missing or is not of the form it must have.'],
    developer: ['There is nothing to change in your program: tell the operator.'],
    administrator: ['Start the process in a terminal: it names every setting that is wrong.'],
    example: { detail: 'PORT must be a port, 0 to 65535' },
    consoleOnly: true,
  },
} satisfies Record<string, ErrorEntry>;
