import type { UserActor } from '../../access/actor';
import { db } from '../../database/db';

export type TwoFactorView = { on: boolean; since: Date | null; recoveryCodesLeft: number };

/** Returns the state of the actor's own two-factor sign-in. */
export async function findTwoFactor(actor: UserActor): Promise<TwoFactorView> {
  const { userId } = actor;
  const [row, recoveryCodesLeft] = await Promise.all([
    db().twoFactor.findUnique({ where: { userId }, select: { confirmedAt: true } }),
    db().recoveryCode.count({ where: { userId, usedAt: null } }),
  ]);
  const since = row?.confirmedAt ?? null;
  return { on: since !== null, since, recoveryCodesLeft };
}
