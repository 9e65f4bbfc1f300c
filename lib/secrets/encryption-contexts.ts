import type { EncryptionContext } from './seal';

/** Encryption contexts of a key's sealed values. A webhook secret keeps its context when it becomes the previous one. */
export const keyEncryptionContext = {
  secret: (id: string): EncryptionContext => ({ table: 'api_key_secret', id, field: 'sealed' }),
  webhookSecret: (apiKeyId: string): EncryptionContext => ({ table: 'api_key', id: apiKeyId, field: 'webhook_secret' }),
};

/** Encryption contexts of an account's sealed values. A webhook secret keeps its context when it becomes the previous one. */
export const accountEncryptionContext = {
  webhookSecret: (accountId: string): EncryptionContext => ({
    table: 'account',
    id: accountId,
    field: 'webhook_secret',
  }),
};

/** Encryption context of a user's TOTP secret. */
export const totpEncryptionContext = (userId: string): EncryptionContext => ({
  table: 'two_factor',
  id: userId,
  field: 'secret',
});

/** Encryption context of a carrier's secrets. */
export const carrierEncryptionContext = (carrierId: string): EncryptionContext => ({
  table: 'carrier',
  id: carrierId,
  field: 'secrets',
});

/** Encryption context of the challenge of a passkey in a browser's cookie. */
export const challengeEncryptionContext = (sessionId: string, purpose: string): EncryptionContext => ({
  table: 'challenge',
  id: sessionId,
  field: purpose,
});

/** Encryption contexts of an endpoint's sealed values. A secret keeps its context when it becomes the previous one. */
export const endpointEncryptionContext = {
  secret: (id: string): EncryptionContext => ({ table: 'webhook_endpoint', id, field: 'secret' }),
  headers: (id: string): EncryptionContext => ({ table: 'webhook_endpoint', id, field: 'headers' }),
};
