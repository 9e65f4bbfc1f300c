import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lockAccount } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import { recordEvent } from '../audit/record-event';
import { notFound } from '../base/errors';
import { db } from '../database/db';
import { requireApprovedSender } from '../senders/approved';
import { callableUrl } from '../webhooks/callable';
import { type SendingDefaultsInput, sendingDefaultsSchema } from './schema';

/** The settings as the audit log names them. */
const NAMES = { defaultSender: 'default sender', autoReplace: 'auto-replace mode', dlrUrl: 'DLR webhook' } as const;
const FIELDS = Object.keys(NAMES) as (keyof typeof NAMES)[];

/**
 * Sets what counts where neither request nor key says anything; null is not set. It holds for messages accepted from now
 * on. Throws `invalid_fields`.
 */
export async function setSendingDefaults(actor: Actor, input: SendingDefaultsInput): Promise<void> {
  const accountId = requirePermission(actor, 'account:configure');
  const given = sendingDefaultsSchema.parse(input);
  const wanted = { ...given, dlrUrl: callableUrl(given.dlrUrl) };
  await db().$transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const before = await tx.account.findUnique({ where: { id: accountId } });
    if (!before) throw notFound('account');
    const changed = FIELDS.filter((field) => before[field] !== wanted[field]);
    if (changed.length === 0) return;
    if (wanted.defaultSender !== null && changed.includes('defaultSender')) {
      await requireApprovedSender(tx, accountId, wanted.defaultSender);
    }
    await bumpKeyRevisions(tx, accountId);
    await tx.account.update({ where: { id: accountId }, data: wanted });
    for (const field of changed) {
      const detail = { what: NAMES[field], before: before[field], after: wanted[field] };
      await recordEvent(tx, actor, {
        action: 'account.updated',
        accountId,
        targetKind: 'account',
        targetId: accountId,
        detail,
      });
    }
  });
}
