import type { FieldErrors } from '../base/errors';
import { routes } from '../base/routes';

/** Console pages where an administrator can fix a problem. */
export const CONSOLE_PAGES = {
  keys: { label: 'API Keys', address: routes.apiKeys() },
  refusals: { label: 'Refusals', address: routes.refusals() },
  senders: { label: 'Sender IDs', address: routes.senderIds() },
  messages: { label: 'Messages', address: routes.messages() },
  credit: { label: 'Credit', address: routes.credit() },
  limits: { label: 'Limits', address: routes.limits() },
  verification: { label: 'Verification', address: routes.verification() },
};

/** Documentation of one error code, used everywhere a code is explained. */
export type ErrorEntry = {
  /** What is wrong, in one sentence. */
  meaning: string;
  /** Possible causes. */
  causes: readonly string[];
  /** Fixes in the program that sent the request. */
  developer: readonly string[];
  /** Fixes by the account's administrator or the operator; absent where only the program can be at fault. */
  administrator?: readonly string[];
  page?: keyof typeof CONSOLE_PAGES;
  /** Contents of an example response. */
  example: { detail: string; fields?: FieldErrors; retryAfterS?: number; members?: Record<string, string> };
  /** The response's `detail` is more specific than the meaning. */
  hasSpecificDetail?: true;
  /** Occurs only in the console, never in the API. */
  consoleOnly?: true;
  /** Occurs before authentication, so it belongs to no key and is not on the Refusals page. */
  beforeAuthentication?: true;
};
