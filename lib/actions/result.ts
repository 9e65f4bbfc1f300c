import type { ErrorCode, FieldErrors } from '../base/errors';

export type ActionError = { code: ErrorCode; message: string; fields?: FieldErrors };

/** Result of every server action: data, or an error to show. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ActionError };
