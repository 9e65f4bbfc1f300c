import type { Actor } from '../../access/actor';
import { recordEvent } from '../../audit/record-event';
import type { Transaction } from '../../database/db';

/** Revokes the open invitations of `which`, and records it. Waits for a concurrent acceptance, and then leaves that one. */
export async function revokeOpen(
  tx: Transaction,
  actor: Actor,
  which: { accountId: string } & ({ id: string } | { email: string } | { invitedById: string }),
): Promise<void> {
  const revoked = await tx.invitation.updateManyAndReturn({
    where: { ...which, acceptedAt: null, revokedAt: null },
    data: { revokedAt: new Date() },
    select: { id: true, email: true, role: true },
  });
  for (const { id, email, role } of revoked) {
    await recordEvent(tx, actor, {
      action: 'member.invitation_revoked',
      accountId: which.accountId,
      targetKind: 'invitation',
      targetId: id,
      detail: { email, role },
    });
  }
}
