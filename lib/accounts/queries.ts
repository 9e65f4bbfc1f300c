import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { AppError, notFound } from '../base/errors';
import { isId } from '../base/ids';
import { db } from '../database/db';

const MAX_ACCOUNTS = 1_000;
/** Accounts that a message lists to choose from. */
const NAMED_ACCOUNTS = 5;

export type AccountView = {
  id: string;
  name: string;
  verified: boolean;
  createdAt: Date;
  members: number;
  keys: number;
};

/** The installation's accounts, oldest first, at most 1,000. Operators only. */
export async function listAccounts(actor: Actor): Promise<AccountView[]> {
  requireOperator(actor);
  const rows = await db().account.findMany({
    orderBy: { createdAt: 'asc' },
    take: MAX_ACCOUNTS,
    select: {
      id: true,
      name: true,
      verifiedAt: true,
      createdAt: true,
      _count: { select: { members: true, keys: { where: { deletedAt: null } } } },
    },
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    verified: row.verifiedAt !== null,
    createdAt: row.createdAt,
    members: row._count.members,
    keys: row._count.keys,
  }));
}

/**
 * The account that a command without `--account` means: the only one there is. With `wanted` (id or exact name) that
 * one. Operators only. Throws `invalid_request`, which names them, when there are several, `not_found` when there is none.
 */
export async function chooseAccount(actor: Actor, wanted?: string): Promise<string> {
  requireOperator(actor);
  const rows = await db().account.findMany({
    where: wanted ? (isId(wanted) ? { id: wanted } : { name: wanted }) : {},
    select: { id: true, name: true },
    orderBy: { createdAt: 'asc' },
    take: NAMED_ACCOUNTS + 1,
  });
  const [only, ...others] = rows;
  if (!only && !wanted) {
    throw new AppError('not_found', 'There is no account yet. Create one: account create --name "Acme Ltd" --verified');
  }
  if (!only) throw notFound('account');
  if (others.length > 0) throw severalAccounts(rows, wanted);
  return only.id;
}

function severalAccounts(rows: readonly { id: string; name: string }[], wanted: string | undefined): AppError {
  const shown = rows.slice(0, NAMED_ACCOUNTS).map(({ id, name }) => (wanted ? id : JSON.stringify(name)));
  const list = shown.join(', ') + (rows.length > NAMED_ACCOUNTS ? ', …' : '');
  return new AppError(
    'invalid_request',
    wanted
      ? `There are several accounts with this name. Choose one by its id: ${list}`
      : `There are several accounts. Choose one with --account <id or name>: ${list}`,
  );
}
