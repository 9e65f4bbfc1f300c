import type { EncryptionContext } from './seal';

/** Where a key's sealed values stand. */
export const keyEncryptionContext = {
  secret: (id: string): EncryptionContext => ({ table: 'api_key_secret', id, field: 'sealed' }),
  webhookSecret: (apiKeyId: string): EncryptionContext => ({ table: 'api_key', id: apiKeyId, field: 'webhook_secret' }),
};
