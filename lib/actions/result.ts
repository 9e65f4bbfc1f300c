import type { ErrorCode, FieldErrors } from '../base/errors';

export type ActionError = { code: ErrorCode; message: string; fields?: FieldErrors };

/** What every server action answers: data, or an error fit to be shown. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ActionError };
