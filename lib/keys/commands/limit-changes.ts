import type { Actor } from '../../access/actor';
import { AppError } from '../../base/errors';
import type { Transaction } from '../../database/db';
import { countEarlierUse } from '../../limits/earlier-use';
import { defaultBurst } from '../../limits/key-limits';
import { periodOf, type QuotaKind } from '../../limits/period';
import type { KeyLimitSettings } from '../../limits/schema';
import { readDays } from '../counts/read-counts';
import { limitsOf } from '../key-row';
import type { LockedKey } from './key-transaction';

type LimitData = Pick<LockedKey, keyof KeyLimitSettings>;

/**
 * Prepares a change of a locked key's limits to `data`; without limits in it, does nothing. Counts what was accepted in the
 * current day and month, where it is limited from now on. Throws `forbidden` for a managing key that would lift its limits.
 */
export async function prepareLimits(
  tx: Transaction,
  actor: Actor,
  key: LockedKey,
  data: Partial<LimitData>,
): Promise<void> {
  if (data.dailyMessages === undefined) return;
  if (actor.kind === 'key' && actor.apiKeyId === key.id) {
    throw new AppError('forbidden', 'A key cannot change its own limits. An administrator can, on the key’s page.');
  }
  await requireOwnLimits(tx, actor, { ...key, ...data });
  if (data.dailyMessages !== null)
    await countEarlierUse(tx, 'key_day', key.id, await acceptedIn(tx, 'key_day', [key.id]));
  if (data.monthlyMessages !== null) {
    await countEarlierUse(tx, 'key_month', key.id, await acceptedIn(tx, 'key_month', [key.id]));
  }
}

/** Returns the messages of keys that were accepted in the current period of a limit. */
export async function acceptedIn(tx: Transaction, kind: QuotaKind, keyIds: readonly string[]): Promise<number> {
  const byKey = await readDays(tx, keyIds, periodOf(kind, Date.now()).startsOn);
  const days = [...byKey.values()].flatMap((counts) => [...counts.values()]);
  return days.reduce((sum, { accepted }) => sum + accepted, 0);
}

/** A managing key that has limits creates and rotates only keys with at least the same limits. Throws `forbidden`. */
export async function requireOwnLimits(tx: Transaction, actor: Actor, wanted: LimitData): Promise<void> {
  if (actor.kind !== 'key') return;
  const row = await tx.apiKey.findFirst({ where: { id: actor.apiKeyId, accountId: actor.accountId } });
  if (!row) return;
  const own = comparable(limitsOf(row));
  const other = comparable(limitsOf(wanted));
  const isWithin = (Object.keys(own) as (keyof KeyLimitSettings)[]).every((name) => other[name] <= own[name]);
  if (isWithin) return;
  throw new AppError(
    'forbidden',
    'This key has limits: it manages only keys that have the same ones or lower. Set "limits" as those of this key.',
  );
}

function comparable(limits: KeyLimitSettings): Record<keyof KeyLimitSettings, number> {
  const { requestsPerSecond, requestBurst, dailyMessages, monthlyMessages } = limits;
  const perSecond = requestsPerSecond ?? Number.POSITIVE_INFINITY;
  return {
    requestsPerSecond: perSecond,
    requestBurst: requestBurst ?? defaultBurst(perSecond),
    dailyMessages: dailyMessages ?? Number.POSITIVE_INFINITY,
    monthlyMessages: monthlyMessages ?? Number.POSITIVE_INFINITY,
  };
}
