import type { Actor, UserActor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { recordEvent } from '../../audit/record-event';
import { db } from '../../database/db';
import { withMembersLocked } from './member-change';

/** Whether members of the actor's account need two-factor sign-in. */
export async function findTwoFactorRequired(actor: UserActor): Promise<boolean> {
  const id = requirePermission(actor, 'members:read');
  const account = await db().account.findUniqueOrThrow({ where: { id }, select: { twoFactorRequired: true } });
  return account.twoFactorRequired;
}

/**
 * Makes two-factor sign-in required or optional for the members of the actor's account. Required: with their next request,
 * members without a second factor must set one up, also those who use single sign-on. Throws `forbidden`.
 */
export async function setTwoFactorRequired(actor: Actor, required: boolean): Promise<void> {
  await withMembersLocked(actor, 'members:manage', async (tx, accountId) => {
    const { count } = await tx.account.updateMany({
      where: { id: accountId, twoFactorRequired: !required },
      data: { twoFactorRequired: required },
    });
    if (count === 0) return;
    await recordEvent(tx, actor, {
      action: required ? 'account.two_factor_required' : 'account.two_factor_optional',
      accountId,
      targetKind: 'account',
      targetId: accountId,
    });
  });
}
