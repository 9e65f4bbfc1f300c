import { type Actor, actorName } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { lockAccountForUpdate } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import { recordEvent } from '../audit/record-event';
import { AppError, invalidFields, notFound } from '../base/errors';
import { isId, newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { formatMoney } from './money';
import { parsePriceCsv } from './price-csv';
import { type ChangeBalanceInput, changeBalanceSchema, importPricesSchema } from './schema';

/** Far from the largest bigint, so that no sum of balance and messages exceeds it. */
const MAX_BALANCE = 1_000_000_000_000_000_000n;

/** Switches an account's credit on or off. Its live messages are paid for, or free, from the next request on. Operators only. */
export async function setCreditEnabled(actor: Actor, accountId: string, enabled: boolean): Promise<void> {
  requireOperator(actor);
  if (!isId(accountId)) throw notFound('account');
  await db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const account = await tx.account.findUnique({ where: { id: accountId } });
    if (!account) throw notFound('account');
    if (account.creditEnabled === enabled) return;
    await tx.accountCredit.createMany({ data: [{ accountId }], skipDuplicates: true });
    await bumpKeyRevisions(tx, accountId);
    await tx.account.update({ where: { id: accountId }, data: { creditEnabled: enabled } });
    await recordEvent(tx, actor, {
      ...{
        action: enabled ? 'credit.enabled' : 'credit.disabled',
        accountId,
        targetKind: 'account',
        targetId: accountId,
      },
      detail: {},
    });
  });
}

/**
 * Adds an amount to an account's balance: a top-up, or a correction where it is negative. Returns the new balance in
 * millionths of the currency. Operators only. Throws `invalid_fields`, and `conflict` where the
 * balance would be below 0 or a change with this id was carried out.
 */
export async function changeBalance(actor: Actor, input: ChangeBalanceInput): Promise<bigint> {
  requireOperator(actor);
  const { accountId, amount, note, id = newId() } = changeBalanceSchema.parse(input);
  return db().$transaction(async (tx) => {
    const before = await lockedBalance(tx, accountId);
    const balance = before + amount;
    // An id of another account's entry is refused, too: it is unique.
    if ((await tx.creditEntry.count({ where: { id } })) > 0) {
      throw new AppError('conflict', 'A change of a balance has this id already: it was carried out.');
    }
    if (balance < 0n) {
      throw new AppError('conflict', `The balance would be ${formatMoney(balance)}: it must not be below 0.`);
    }
    if (balance > MAX_BALANCE) throw invalidFields({ amount: 'The balance would be too large.' });
    await tx.accountCredit.update({ where: { accountId }, data: { balance } });
    const kind = amount > 0n ? 'top_up' : 'adjust';
    await tx.creditEntry.create({
      data: { id, accountId, kind, amount, balance, note, actorName: actorName(actor) },
    });
    await recordEvent(tx, actor, {
      ...{ action: amount > 0n ? 'credit.topped_up' : 'credit.adjusted', accountId, targetKind: 'account' },
      targetId: accountId,
      detail: { before: formatMoney(before), after: formatMoney(balance), note },
    });
    return balance;
  });
}

async function lockedBalance(tx: Transaction, accountId: string): Promise<bigint> {
  const exists = await tx.account.count({ where: { id: accountId } });
  if (exists === 0) throw notFound('account');
  await tx.accountCredit.createMany({ data: [{ accountId }], skipDuplicates: true });
  const rows = await tx.$queryRaw<{ balance: bigint }[]>`
    SELECT balance FROM account_credit WHERE account_id = ${accountId}::uuid FOR NO KEY UPDATE`;
  return rows[0]?.balance ?? 0n;
}

/** Replaces the price table by a CSV file, all or nothing. Returns the number of prices. Operators only. Throws `invalid_fields`. */
export async function importPrices(actor: Actor, input: { text: string }): Promise<number> {
  requireOperator(actor);
  const { prices, problems } = parsePriceCsv(importPricesSchema.parse(input).text);
  if (problems.length > 0) {
    throw invalidFields({ text: problems.map(({ line, message }) => `Line ${line}: ${message}`).join(' ') });
  }
  if (prices.length === 0) throw invalidFields({ text: 'The file has no prices.' });
  await db().$transaction(async (tx) => {
    // The row of the revision is locked first, so that two imports do not mix.
    await tx.$executeRaw`UPDATE price_revision SET revision = revision + 1`;
    const before = await tx.price.count();
    await tx.price.deleteMany();
    await tx.price.createMany({ data: prices });
    await recordEvent(tx, actor, {
      ...{ action: 'prices.imported', accountId: null, targetKind: 'prices', targetId: 'prices' },
      detail: { before, after: prices.length },
    });
  });
  return prices.length;
}
