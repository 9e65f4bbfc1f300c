import type { EncryptionContext } from './seal';

/** Where a user's TOTP secret stands. */
export const totpEncryptionContext = (userId: string): EncryptionContext => ({
  table: 'two_factor',
  id: userId,
  field: 'secret',
});
