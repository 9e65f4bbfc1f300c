import type { ZodError } from 'zod';
import {
  type AppError,
  type ErrorCode,
  type FieldErrors,
  invalidFields,
  isAppError,
  MAX_PROBLEMS,
} from '../base/errors';
import { withoutStackTraces } from '../base/without-stack-traces';
import type { CompiledRoutes } from '../carriers/route-rules';
import { countProblems, schemaError, toAppError } from '../database/translate-error';
import { messageSchema } from '../messages/schema';
import type { VerifiedKey } from './authentication/authenticate';
import type { RefusedItem, SendResult } from './commit-item';
import { resolveMessage } from './resolve-message';

/** A refused message of a batch, by its index there; its problems are formatted only where the response names them. */
type Refused = { index: number; error: AppError | ZodError };

/** Problems named per message: 20 for each of 1,000 messages would be a response of megabytes. */
const MAX_ITEM_PROBLEMS = 5;

/** From this many refused messages on, only the first problem of each is searched: a batch of errors costs as little. */
const MAX_FULLY_CHECKED = 100;

/** Refusals that a newer copy of the key could turn into an acceptance. */
const DEPENDS_ON_CACHE: ReadonlySet<ErrorCode> = new Set(['sender_not_approved', 'destination_not_allowed']);

const FIELDS = Object.entries(messageSchema.shape);

/**
 * Validates and resolves each message of a batch by itself; refused ones are part of the result. Throws `invalid_fields`
 * when all are refused, and what a newer copy of the key might accept when this one is from the cache.
 */
export function resolveBatch(
  { key, fromCache }: VerifiedKey,
  routes: CompiledRoutes,
  inputs: readonly unknown[],
): SendResult {
  const messages: SendResult['messages'] = [];
  const refused: Refused[] = [];
  for (const [index, input] of inputs.entries()) {
    const { data: message, error } = withoutStackTraces(() => validate(input, refused.length >= MAX_FULLY_CHECKED));
    if (error) {
      refused.push({ index, error });
      continue;
    }
    try {
      messages.push(Object.assign(resolveMessage(key, routes, message, message.to), { index }));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal' || (fromCache && DEPENDS_ON_CACHE.has(error.code))) throw thrown;
      refused.push({ index, error });
    }
  }
  if (messages.length === 0) throw allRefused(refused);
  return { kind: 'batch', environment: key.environment, messages, refused: refused.map(refusedItem) };
}

function validate(input: unknown, isFirstEnough: boolean) {
  const error = isFirstEnough ? firstError(input) : null;
  return error ? { data: undefined, error } : messageSchema.safeParse(input);
}

function firstError(input: unknown): ZodError | null {
  if (typeof input !== 'object' || input === null) return null;
  for (const [name, field] of FIELDS) {
    const { error } = field.safeParse((input as Record<string, unknown>)[name]);
    for (const issue of error?.issues ?? []) issue.path.unshift(name);
    if (error) return error;
  }
  return null;
}

function refusedItem({ index, error }: Refused): RefusedItem {
  const known = isAppError(error) ? error : withoutStackTraces(() => schemaError(error, MAX_ITEM_PROBLEMS));
  const { code, message, stored, fields = { body: message } } = known;
  return { index, code, detail: message, ...(stored !== undefined && { stored }), fields: { ...fields } };
}

function allRefused(refused: Refused[]): AppError {
  const problems: FieldErrors = {};
  let named = 0;
  let more = 0;
  for (const each of refused) {
    const count = isAppError(each.error) ? 1 : countProblems(each.error);
    const entries = named < MAX_PROBLEMS ? Object.entries(refusedItem(each).fields) : [];
    const taken = entries.slice(0, MAX_PROBLEMS - named);
    for (const [name, problem] of taken) {
      problems[`messages.${each.index}${name === 'body' ? '' : `.${name}`}`] = problem;
    }
    named += taken.length;
    more += count - taken.length;
  }
  const [first] = refused.slice(0, 1).map(refusedItem);
  return invalidFields(problems, { more, stored: `messages.${first?.index}: ${first?.stored ?? first?.detail}` });
}
