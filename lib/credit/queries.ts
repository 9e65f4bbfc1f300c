import type { Actor } from '../access/actor';
import { requireOperator, requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { db, longDb, Prisma, type PrismaClient } from '../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage, timeColumn } from '../database/keyset';
import { env } from '../runtime/env';
import type { CreditEntry } from './ledger-entry';
import type { Price } from './prices';

const PAGE_SIZE = 50;

/** The balance of the actor's account in millionths of the currency; null while its credit is off. */
export async function findBalance(actor: Actor): Promise<{ balance: bigint; currency: string } | null> {
  const accountId = requirePermission(actor, 'messages:read');
  const account = await db().account.findUnique({ where: { id: accountId }, select: { creditEnabled: true } });
  if (!account?.creditEnabled) return null;
  const credit = await db().accountCredit.findUnique({ where: { accountId } });
  return { balance: credit?.balance ?? 0n, currency: env().CREDIT_CURRENCY };
}

/** An account's balance and whether it pays from it. Operators only. Throws `not_found`. */
export async function getCredit(actor: Actor, accountId: string): Promise<{ enabled: boolean; balance: bigint }> {
  requireOperator(actor);
  const account = await db().account.findUnique({ where: { id: accountId }, select: { creditEnabled: true } });
  if (!account) throw notFound('account');
  const credit = await db().accountCredit.findUnique({ where: { accountId } });
  return { enabled: account.creditEnabled, balance: credit?.balance ?? 0n };
}

/** The balances of accounts that pay from one, by id. Operators only. */
export async function listBalances(actor: Actor, accountIds: readonly string[]): Promise<Map<string, bigint>> {
  requireOperator(actor);
  const enabled = await db().account.findMany({
    where: { id: { in: [...accountIds] }, creditEnabled: true },
    select: { id: true },
  });
  const rows = await db().accountCredit.findMany({ where: { accountId: { in: enabled.map(({ id }) => id) } } });
  const balances = new Map(rows.map(({ accountId, balance }) => [accountId, balance]));
  return new Map(enabled.map(({ id }) => [id, balances.get(id) ?? 0n]));
}

const NEWEST_FIRST: Keyset<CreditEntry> = { direction: 'DESC', columns: [timeColumn('e.at', 'at'), idColumn('e.id')] };

/** Returns the ledger of the actor's account, newest first, 50 a page. */
export async function listLedger(actor: Actor, cursors: Cursors): Promise<Page<CreditEntry>> {
  const accountId = requirePermission(actor, 'keys:read');
  return ledgerPage(db(), accountId, cursors, PAGE_SIZE);
}

/** Yields the whole ledger of the actor's account, newest first, `size` entries at a time. */
export async function* eachLedgerEntry(actor: Actor, size = 1_000): AsyncGenerator<CreditEntry[]> {
  const accountId = requirePermission(actor, 'keys:read');
  let before: string | null | undefined;
  do {
    const page = await ledgerPage(longDb(), accountId, before ? { before } : {}, size);
    if (page.rows.length > 0) yield page.rows;
    before = page.next;
  } while (before);
}

function ledgerPage(
  client: PrismaClient,
  accountId: string,
  cursors: Cursors,
  size: number,
): Promise<Page<CreditEntry>> {
  return readPage<CreditEntry>(NEWEST_FIRST, cursors, size, (slice) => {
    const where = Prisma.join([Prisma.sql`e.account_id = ${accountId}::uuid`, slice.condition], ' AND ');
    return client.$queryRaw<CreditEntry[]>`
      SELECT e.id, e.at, e.kind::text AS kind, e.amount, e.messages, e.balance, e.note, e.actor_name AS "actorName"
      FROM credit_entry e WHERE ${where} ORDER BY ${slice.order} LIMIT ${slice.limit}`;
  });
}

/** All prices, by prefix. Operators only. */
export async function listPrices(actor: Actor): Promise<Price[]> {
  requireOperator(actor);
  return db().price.findMany({ orderBy: { prefix: 'asc' } });
}
