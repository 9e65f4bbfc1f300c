import type { UserActor } from '../access/actor';
import { AppError } from '../base/errors';
import { db } from '../database/db';
import { hasSecondFactor } from './two-factor/has-second-factor';

const FRESH_MS = 15 * 60_000;

/**
 * Requires that the actor's session was opened within the last 15 minutes: then a required second factor can be set up
 * without the password, which users of single sign-on do not have. Throws `signed_out`, and `conflict` for a user who has a
 * second factor: that one must be proved.
 */
export async function requireFreshSession({ sessionId, userId }: UserActor): Promise<void> {
  if (await hasSecondFactor(userId)) throw new AppError('conflict', 'You have a second factor already. Use it first.');
  const session = await db().session.findFirst({ where: { id: sessionId, userId }, select: { createdAt: true } });
  if (session && session.createdAt.getTime() > Date.now() - FRESH_MS) return;
  throw new AppError('signed_out', 'It is too long since you signed in. Sign out, then sign in again.');
}
