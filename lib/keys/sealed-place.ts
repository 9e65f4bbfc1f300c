import type { Place } from '../secrets/seal';

/** Where a key's sealed values stand. */
export const sealedPlace = {
  secret: (id: string): Place => ({ table: 'api_key_secret', id, field: 'sealed' }),
  webhookSecret: (keyId: string): Place => ({ table: 'api_key', id: keyId, field: 'webhook_secret' }),
};
