import type { ErrorCode, FieldErrors } from '../base/errors';

export type ActionError = { code: ErrorCode; message: string; fields?: FieldErrors };

/** Result of every server action: data, or an error to show. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ActionError };

const PREFIX = 'Refused: ';

/** Body of the answer to a server action that the web server refused before it ran. */
export function refusedActionText(detail: string): string {
  return PREFIX + detail;
}

/** The detail of `refusedActionText`, which Next throws as the message of an error; null for any other error. */
export function refusedActionDetail(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  return message.startsWith(PREFIX) ? message.slice(PREFIX.length) : null;
}
