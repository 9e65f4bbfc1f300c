import type { EncryptionContext } from './seal';

/** Encryption context of a user's TOTP secret. */
export const totpEncryptionContext = (userId: string): EncryptionContext => ({
  table: 'two_factor',
  id: userId,
  field: 'secret',
});
