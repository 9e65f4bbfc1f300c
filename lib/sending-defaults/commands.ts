import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lockAccountForUpdate } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import { recordEvent } from '../audit/record-event';
import { notFound } from '../base/errors';
import { db } from '../database/db';
import { requireApprovedSender } from '../senders/approved';
import { callableUrl } from '../webhooks/callable';
import { type SendingDefaultsInput, sendingDefaultsSchema } from './schema';

/** Names of the settings in the audit log. */
const NAMES = {
  defaultSender: 'default sender',
  autoReplace: 'auto-replace mode',
  dlrUrl: 'DLR webhook',
  dlrEvents: 'DLR events',
} as const;
const FIELDS = Object.keys(NAMES) as (keyof typeof NAMES)[];

/**
 * Sets the defaults for messages whose request and key have no value; null is not set. They apply to messages accepted from
 * now on. Throws `invalid_fields`.
 */
export async function setSendingDefaults(actor: Actor, input: SendingDefaultsInput): Promise<void> {
  const accountId = requirePermission(actor, 'account:configure');
  const parsed = sendingDefaultsSchema.parse(input);
  const next = { ...parsed, dlrUrl: callableUrl(parsed.dlrUrl) };
  await db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const before = await tx.account.findUnique({ where: { id: accountId } });
    if (!before) throw notFound('account');
    const changed = FIELDS.filter((field) => next[field] !== undefined && !isSame(before[field], next[field]));
    if (changed.length === 0) return;
    if (next.defaultSender !== null && changed.includes('defaultSender')) {
      await requireApprovedSender(tx, accountId, next.defaultSender);
    }
    await bumpKeyRevisions(tx, accountId);
    await tx.account.update({
      where: { id: accountId },
      data: { ...next, dlrEvents: next.dlrEvents ?? before.dlrEvents },
    });
    for (const field of changed) {
      const detail = { what: NAMES[field], before: shown(before[field]), after: shown(next[field]) };
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

/** No events chosen: the final statuses. */
function shown(value: string | string[] | null | undefined): string | string[] | null {
  return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
}

function isSame(before: unknown, after: unknown): boolean {
  return Array.isArray(before) ? String(before) === String(after) : before === after;
}
