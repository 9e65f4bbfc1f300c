import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { db } from '../database/db';
import type { LimitNotice, LimitUse } from './limit-use';
import { periodOf, type QuotaKind } from './period';
import type { AccountLimits } from './schema';

/** The limits of the actor's account, and what is used of them today. */
export async function getAccountLimits(actor: Actor): Promise<{ limits: AccountLimits; use: LimitUse[] }> {
  const accountId = requirePermission(actor, 'messages:read');
  const row = await db().account.findUnique({ where: { id: accountId } });
  if (!row) throw notFound('account');
  const { recipientDailyMessages, countries } = row;
  const dailyMessages = row.dailyMessages === null ? null : Number(row.dailyMessages);
  const use = dailyMessages === null ? [] : [await useOf('account_day', accountId, dailyMessages)];
  return { limits: { dailyMessages, recipientDailyMessages, countries }, use };
}

/** What is used of the limits of one key of the actor's account. Empty for a key without such limits. Throws `not_found`. */
export async function getKeyLimitUse(actor: Actor, apiKeyId: string): Promise<LimitUse[]> {
  const accountId = requirePermission(actor, 'keys:read');
  const row = await db().apiKey.findFirst({ where: { id: apiKeyId, accountId, deletedAt: null } });
  if (!row) throw notFound('key');
  const { dailyMessages, monthlyMessages } = row;
  return Promise.all([
    ...(dailyMessages === null ? [] : [useOf('key_day', apiKeyId, Number(dailyMessages))]),
    ...(monthlyMessages === null ? [] : [useOf('key_month', apiKeyId, Number(monthlyMessages))]),
  ]);
}

async function useOf(kind: QuotaKind, subjectId: string, limit: number): Promise<LimitUse> {
  const { startsOn, endMs } = periodOf(kind, Date.now());
  const where = { subjectId, kind, startsOn: new Date(`${startsOn}T00:00:00Z`) };
  const [row, held] = await Promise.all([
    db().limitUse.findFirst({ where }),
    db().limitLease.aggregate({ where: { ...where, expiresAt: { gt: new Date() } }, _sum: { amount: true } }),
  ]);
  const used = Math.max(0, Math.round((row?.taken ?? 0) - (held._sum.amount ?? 0)));
  return { kind, limit, used, endsAt: new Date(endMs) };
}

/**
 * The account's limits of messages that are used up to 80 percent or more in the current period, the latest first; of each
 * the higher notice. A limit that was raised since is not among them.
 */
export async function listLimitNotices(actor: Actor): Promise<LimitNotice[]> {
  const accountId = requirePermission(actor, 'keys:read');
  const nowMs = Date.now();
  const starts = (['key_day', 'key_month'] as const).map(
    (kind) => new Date(`${periodOf(kind, nowMs).startsOn}T00:00:00Z`),
  );
  const rows = await db().limitNotice.findMany({
    where: { accountId, startsOn: { in: starts } },
    orderBy: [{ percent: 'desc' }, { at: 'desc' }],
    take: MAX_NOTICES,
  });
  const keyIds = rows.map(({ subjectId }) => subjectId);
  const keys = await db().apiKey.findMany({ where: { id: { in: keyIds }, accountId, deletedAt: null } });
  const account = await db().account.findUnique({ where: { id: accountId } });
  const byId = new Map(keys.map((key) => [key.id, key]));
  const seen = new Set<string>();
  const notices: LimitNotice[] = [];
  for (const { subjectId, kind, startsOn, percent, at } of rows) {
    if (kind === 'key_requests' || startsOn.toISOString().slice(0, 10) !== periodOf(kind, nowMs).startsOn) continue;
    const key = byId.get(subjectId);
    const limit =
      kind === 'account_day' ? account?.dailyMessages : kind === 'key_day' ? key?.dailyMessages : key?.monthlyMessages;
    if (limit == null || seen.has(`${kind} ${subjectId}`)) continue;
    seen.add(`${kind} ${subjectId}`);
    const use = await useOf(kind, subjectId, Number(limit));
    if (use.used * 100 < percent * use.limit) continue;
    notices.push({ ...use, percent, at, apiKeyId: key?.id ?? null, keyName: key?.name ?? null });
  }
  return notices;
}

/** Two notices each of 50 limits. */
const MAX_NOTICES = 100;
