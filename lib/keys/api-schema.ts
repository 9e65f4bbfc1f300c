import { z } from 'zod';
import type { Scope } from '../auth/actor';
import { AppError } from '../errors';
import { createKeySchema } from './schema';

const { name, description, type, mode, compatible, scopes, expiresAt } = createKeySchema.shape;

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
      expires_at: expiresAt,
    },
    'Send a JSON object such as {"name": "Shop"}.',
  )
  .transform(({ show_once, expires_at, ...rest }) => ({ ...rest, showOnce: show_once, expiresAt: expires_at }));

/** Body of PATCH /api/keys/{id}. */
export const patchKeyBody = z.object(
  { enabled: z.boolean('Give true or false.') },
  'Send a JSON object such as {"enabled": false}.',
);

/** A key can give no more than it has: else one that may manage keys could make itself a mightier one. */
export function requireOwnScopes(own: readonly Scope[], wanted: readonly Scope[]): void {
  const missing = wanted.filter((scope) => !own.includes(scope));
  if (missing.length > 0) {
    throw new AppError('missing_scope', `This key cannot give scopes it does not have: ${missing.join(', ')}.`);
  }
}
