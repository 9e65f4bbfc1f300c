import type { UserActor } from '../../access/actor';
import { db } from '../../database/db';
import { mustHaveSecondFactor } from '../session-actor';
import { hasSecondFactor } from './has-second-factor';

/** `on`: with an authenticator app or a passkey. `since`: of the app; null without one. */
export type TwoFactorView = { on: boolean; since: Date | null; recoveryCodesLeft: number; required: boolean };

/** Returns the state of the actor's own two-factor sign-in. */
export async function findTwoFactor(actor: UserActor): Promise<TwoFactorView> {
  const { userId } = actor;
  const [row, recoveryCodesLeft, on, required] = await Promise.all([
    db().twoFactor.findUnique({ where: { userId }, select: { confirmedAt: true } }),
    db().recoveryCode.count({ where: { userId, usedAt: null } }),
    hasSecondFactor(userId),
    mustHaveSecondFactor(userId),
  ]);
  const since = row?.confirmedAt ?? null;
  return { on, since, recoveryCodesLeft, required };
}
