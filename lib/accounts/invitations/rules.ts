export const INVITATION_DAYS = 7;
const DAY_MS = 86_400_000;

export type InvitationState = 'open' | 'expired' | 'used' | 'revoked';

export type InvitationTimes = { expiresAt: Date; acceptedAt: Date | null; revokedAt: Date | null };

/** What a link still opens at `now`. What became of it weighs more than its age. */
export function invitationState({ expiresAt, acceptedAt, revokedAt }: InvitationTimes, now: Date): InvitationState {
  if (acceptedAt) return 'used';
  if (revokedAt) return 'revoked';
  return expiresAt > now ? 'open' : 'expired';
}

/** When an invitation made at `now` ends. */
export function invitationEnd(now: Date): Date {
  return new Date(now.getTime() + INVITATION_DAYS * DAY_MS);
}
