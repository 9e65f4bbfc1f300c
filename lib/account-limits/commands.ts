import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lockAccountForUpdate } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import { recordEvent } from '../audit/record-event';
import { notFound } from '../base/errors';
import { db } from '../database/db';
import { acceptedIn } from '../keys/commands/limit-changes';
import { countEarlierUse } from '../limits/earlier-use';
import { type AccountLimits, type AccountLimitsInput, accountLimitsSchema } from '../limits/schema';

/** Sets the limits of the actor's account. They apply from the next request on. Throws `invalid_fields`. */
export async function setAccountLimits(actor: Actor, input: AccountLimitsInput): Promise<void> {
  const accountId = requirePermission(actor, 'account:configure');
  const next = accountLimitsSchema.parse(input);
  await db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const row = await tx.account.findUnique({ where: { id: accountId } });
    if (!row) throw notFound('account');
    const before = summary({ ...row, dailyMessages: row.dailyMessages === null ? null : Number(row.dailyMessages) });
    const after = summary(next);
    if (before === after) return;
    await bumpKeyRevisions(tx, accountId);
    const { dailyMessages, ...rest } = next;
    const data = { ...rest, dailyMessages: dailyMessages === null ? null : BigInt(dailyMessages) };
    await tx.account.update({ where: { id: accountId }, data });
    if (dailyMessages !== null) {
      // The limit is one of live keys. A deleted key may have sent today.
      const keys = await tx.apiKey.findMany({ where: { accountId, environment: 'live' }, select: { id: true } });
      const accepted = await acceptedIn(
        tx,
        'account_day',
        keys.map(({ id }) => id),
      );
      await countEarlierUse(tx, 'account_day', accountId, accepted);
    }
    const detail = { what: 'limits', before, after };
    const target = { targetKind: 'account', targetId: accountId } as const;
    await recordEvent(tx, actor, { action: 'account.updated', accountId, ...target, detail });
  });
}

function summary({ dailyMessages, recipientDailyMessages, countries }: AccountLimits): string {
  const parts = [
    dailyMessages !== null && `${dailyMessages} messages a day`,
    recipientDailyMessages !== null && `${recipientDailyMessages} a day to one recipient`,
    countries.length > 0 && `countries ${countries.join(', ')}`,
  ];
  return parts.filter(Boolean).join('; ') || 'none';
}
