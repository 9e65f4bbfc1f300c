import { type ErrorCode, HTTP_STATUS } from '../base/errors';
import { ACCESS } from './access';
import type { ErrorEntry } from './entry';
import { REQUESTS } from './requests';
import { SERVICE } from './service';

/** Documentation of every error code. A code without an entry does not compile. */
export const CATALOGUE: Record<ErrorCode, ErrorEntry> = { ...REQUESTS, ...ACCESS, ...SERVICE };

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(CATALOGUE, text);
}

/** Codes of the API, by status. */
export const API_CODES: readonly ErrorCode[] = (Object.keys(CATALOGUE) as ErrorCode[])
  .filter((code) => !CATALOGUE[code].consoleOnly)
  .toSorted((a, b) => HTTP_STATUS[a] - HTTP_STATUS[b]);

/** Codes that the Refusals page can show: failures of the server are not refusals. */
export const REFUSAL_CODES: readonly ErrorCode[] = API_CODES.filter(
  (code) => HTTP_STATUS[code] < 500 && !CATALOGUE[code].beforeAuthentication,
);
