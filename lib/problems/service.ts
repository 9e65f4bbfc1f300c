import type { ErrorEntry } from './entry';

/** What stands in the way on our side: 429 and the 5xx. */
export const SERVICE = {
  too_many_attempts: {
    meaning: 'Too many attempts were made in a short time.',
    causes: ['A program tries again without waiting, or somebody guesses.'],
    developer: ['Wait the seconds in Retry-After, then go on more slowly.'],
    example: { detail: 'Too many attempts. Wait 30 seconds, then try again.', retryAfterS: 30 },
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
    causes: ['The database cannot be reached, or the process is being restarted. Nothing was accepted.'],
    developer: ['Try again after the seconds in Retry-After, waiting longer each time.'],
    administrator: ['Look at GET /api/health/ready and at the log: it names what is missing.'],
    example: {
      detail: 'The database cannot be reached right now. Nothing was done; try again shortly.',
      retryAfterS: 2,
    },
  },
  overloaded: {
    meaning: 'More requests came than can be written.',
    causes: ['The queue of this process is full. Nothing was accepted of this request.'],
    developer: ['Try again after the seconds in Retry-After, and send fewer requests at the same time.'],
    administrator: ['Run more processes of the role api, or a faster database.'],
    example: { detail: 'More requests came than can be written. Nothing was accepted; try again.', retryAfterS: 1 },
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
