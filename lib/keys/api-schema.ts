import { z } from 'zod';
import { AppError } from '../errors';
import type { KeyRecord } from './record';
import { createKeySchema, futureDate } from './schema';
import { zonedMoment } from './zoned-moment';

const { name, description, type, mode, compatible, scopes } = createKeySchema.shape;

/** Body of POST /api/keys, in the API's spelling. */
export const createKeyBody = z
  .object(
    {
      name,
      description,
      type,
      mode,
      show_once: createKeySchema.shape.showOnce,
      compatible,
      scopes,
      expires_at: zonedMoment
        .transform((text) => new Date(text))
        .pipe(futureDate)
        .nullish(),
    },
    'Send a JSON object such as {"name": "Shop"}.',
  )
  .transform(({ show_once, expires_at, ...rest }) => ({ ...rest, showOnce: show_once, expiresAt: expires_at }));

/** Body of PATCH /api/keys/{id}. */
export const patchKeyBody = z.object(
  { enabled: z.boolean('Give true or false.') },
  'Send a JSON object such as {"enabled": false}.',
);

type Wanted = { scopes: readonly string[]; mode: string; expiresAt?: Date | null | undefined };

/** A key can give no more than it has: else one that may manage keys could make itself a mightier one. */
export function requireNoMore(own: KeyRecord, wanted: Wanted): void {
  const missing = wanted.scopes.filter((scope) => !own.scopes.some((held) => held === scope));
  if (missing.length > 0) {
    throw new AppError('missing_scope', `This key cannot give scopes it does not have: ${missing.join(', ')}.`);
  }
  if (own.mode === 'test' && wanted.mode !== 'test') {
    throw new AppError('forbidden', 'This is a test key: it makes only test keys. Say "mode": "test".');
  }
  if (own.expiresAtMs !== null && !(wanted.expiresAt && wanted.expiresAt.getTime() <= own.expiresAtMs)) {
    const latest = new Date(own.expiresAtMs).toISOString();
    throw new AppError(
      'forbidden',
      `This key expires: it makes only keys that do so no later. Say "expires_at": "${latest}".`,
    );
  }
}
