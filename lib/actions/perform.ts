import type * as z from 'zod';
import type { UserActor } from '../access/actor';
import { recordRefusedAction } from '../audit/record-event';
import { AppError, HTTP_STATUS, isAppError } from '../base/errors';
import { asUncommitted, toAppError } from '../database/translate-error';
import { logger } from '../runtime/logger';
import { beginAction, setResponseStatus } from '../runtime/request-client';
import type { ActionResult } from './result';

/** Whether an error is the control flow of Next's redirect() or notFound() rather than a failure. */
function isNextSignal(error: unknown): boolean {
  const digest = (error as { digest?: unknown } | null)?.digest;
  return typeof digest === 'string' && /^NEXT_(REDIRECT|HTTP_ERROR_FALLBACK|NOT_FOUND)/.test(digest);
}

/**
 * Runs one action for the actor that `findActor` returns: parses `input` with `schema`, runs, and translates errors.
 * Unexpected errors are logged, and the result has only a general message.
 */
export async function perform<Schema extends z.ZodType, Data>(
  findActor: () => Promise<UserActor | null>,
  schema: Schema,
  run: (actor: UserActor, input: z.output<Schema>) => Promise<Data>,
  input: unknown,
): Promise<ActionResult<Data>> {
  return actionResult(async () => {
    const actor = await beforeWork(findActor());
    if (!actor) throw new AppError('signed_out', 'You are signed out. Sign in again.');
    try {
      return await run(actor, schema.parse(input));
    } catch (error) {
      if (isAppError(error) && error.code === 'forbidden') await recordRefusedAction(actor, error);
      throw error;
    }
  });
}

/** A connection that breaks while only the session is read leaves nothing done. */
async function beforeWork<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw asUncommitted(error);
  }
}

/** Returns the result of `run`, with its errors translated. */
export async function actionResult<Data>(run: () => Promise<Data>): Promise<ActionResult<Data>> {
  beginAction();
  try {
    return { ok: true, data: await run() };
  } catch (error) {
    if (isNextSignal(error)) throw error;
    const { code, message, fields, retryAfterS } = toAppError(error);
    if (code === 'internal' || code === 'unavailable') logger().error({ err: error }, 'action failed');
    if (code === 'forbidden' || HTTP_STATUS[code] === 503) setResponseStatus(HTTP_STATUS[code], retryAfterS);
    // Copied to a plain object: React refuses to serialize one without a prototype, as AppError holds them.
    return { ok: false, error: { code, message, ...(fields && { fields: { ...fields } }) } };
  }
}
