export const INVITATION_DAYS = 7;
const DAY_MS = 86_400_000;

export type InvitationState = 'open' | 'expired' | 'used' | 'revoked';

export type InvitationTimes = { expiresAt: Date; acceptedAt: Date | null; revokedAt: Date | null };

/** Returns the state of an invitation at `now`. Used and revoked take precedence over expired. */
export function invitationState({ expiresAt, acceptedAt, revokedAt }: InvitationTimes, now: Date): InvitationState {
  if (acceptedAt) return 'used';
  if (revokedAt) return 'revoked';
  return expiresAt > now ? 'open' : 'expired';
}

/** Returns when an invitation made at `now` expires. */
export function invitationEnd(now: Date): Date {
  return new Date(now.getTime() + INVITATION_DAYS * DAY_MS);
}
