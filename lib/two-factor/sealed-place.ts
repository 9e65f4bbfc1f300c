import type { Place } from '../secrets/seal';

/** Where a user's TOTP secret stands. */
export const totpPlace = (userId: string): Place => ({ table: 'two_factor', id: userId, field: 'secret' });
