import * as z from 'zod';
import { invalidFields } from '../base/errors';
import { shownName } from '../base/shown-name';
import { readCallback } from '../carriers/http/callback';
import { requireCarrier } from '../carriers/http/callback-auth';
import { parseCallback } from '../carriers/http/callback-fields';
import { receivingCarrier } from '../carriers/http/carrier-lookup';
import { logger } from '../runtime/logger';
import { storeCallback } from './callback-store';
import type { Result } from './endpoint';
import type { ApiRequest } from './http';

export const carrierParams = z.object({ carrier: z.string() });
export const carrierSecretParams = z.object({ carrier: z.string(), secret: z.string() });

/** Response to a carrier: how many receipts and messages are stored, or the fixed answer of its settings. */
export const callbackResponse = z.union([z.strictObject({ received: z.int().min(0) }), z.string()]);

/** Errors of the endpoints that carriers call. */
export const CALLBACK_ERRORS = [
  'unauthorized',
  'ip_not_allowed',
  'not_found',
  'malformed_json',
  'unsupported_media_type',
  'invalid_fields',
] as const;

/**
 * Stores the receipts and incoming messages of a request from an HTTP carrier, before it is answered. What can be read is
 * stored even if the request is refused because of the rest. Throws an AppError for all that is refused.
 */
export async function receiveCallback(
  request: ApiRequest,
  { carrier: name, secret }: { carrier: string; secret?: string },
): Promise<Result> {
  const { settings, secrets } = await receivingCarrier(name);
  const { target, headers, body, client } = request;
  requireCarrier(settings, secrets, { target, headers, body, ip: client.ip, pathSecret: secret ?? null });
  const content = parseCallback(
    { target, contentType: headers.get('content-type'), body: body.toString('utf8') },
    settings.receipts.list,
  );
  const { receipts, received, problems, unknownWords } = readCallback(content, settings, secrets);
  await storeCallback(name, receipts, received);
  for (const word of new Set(unknownWords)) {
    logger().warn(
      { carrier: name, word: shownName(word) },
      'receipt with a status that the carrier’s settings do not have',
    );
  }
  if (Object.keys(problems).length > 0) throw invalidFields(problems);
  const answer = settings.callbackAnswer;
  if (!answer) return { body: { received: receipts.length + received.length } };
  return { body: answer.body, headers: { 'content-type': answer.contentType, 'cache-control': 'no-store' } };
}
