import type { FieldErrors } from '../base/errors';
import { routes } from '../base/routes';

/** Where in the console an administrator mends what a problem tells of. */
export const PLACES = {
  keys: { label: 'API Keys', address: routes.apiKeys() },
  refusals: { label: 'Refusals', address: routes.refusals() },
  senders: { label: 'Sender IDs', address: routes.senderIds() },
  messages: { label: 'Messages', address: routes.messages() },
  verification: { label: 'Verification', address: routes.verification() },
};

/** What there is to know about one error code. Every place that explains a code says it with these words. */
export type ErrorEntry = {
  /** What was wrong, in one sentence. */
  meaning: string;
  /** How it comes to that. */
  causes: readonly string[];
  /** What to do in the program that sent the request. */
  developer: readonly string[];
  /** What to do for who looks after the key or the installation; left out where it is the program's matter alone. */
  administrator?: readonly string[];
  place?: keyof typeof PLACES;
  /** What an answer says of itself. */
  example: { detail: string; fields?: FieldErrors; retryAfterS?: number };
  /** The answer's `detail` tells more than the meaning does. */
  tellsMore?: true;
  /** Only people in the console meet it, never a program. */
  consoleOnly?: true;
  /** Answered before a key was looked for: no key's administrator can find it. */
  beforeKey?: true;
};
