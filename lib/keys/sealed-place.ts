import type { Place } from '../secrets/seal';

/** Where a key's sealed values stand. */
export const sealedPlace = {
  secret: (id: string): Place => ({ table: 'api_key_secret', id, field: 'sealed' }),
  webhookSecret: (apiKeyId: string): Place => ({ table: 'api_key', id: apiKeyId, field: 'webhook_secret' }),
};
