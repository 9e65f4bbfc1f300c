import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { AppError, notFound } from '../base/errors';
import { isId } from '../base/ids';
import { db } from '../database/db';

const MAX_ACCOUNTS = 1_000;
/** Accounts listed in an error message. */
const MAX_NAMED = 5;
/** Names that stay as they are between double quotes in a shell and on a terminal. Others are listed by their ids. */
const QUOTABLE = /^[^\p{C}$`"\\!]+$/u;

export type AccountView = {
  id: string;
  name: string;
  verified: boolean;
  createdAt: Date;
  members: number;
  keys: number;
};

/** Returns the installation's accounts, oldest first, at most 1,000. Operators only. */
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
 * Returns the account for a command line's `--account` (id or exact name); without one, the only account. Operators only.
 * Throws `invalid_request`, which lists the candidates, for several matches, `not_found` for none.
 */
export async function chooseAccount(actor: Actor, idOrName?: string): Promise<string> {
  requireOperator(actor);
  const rows = await db().account.findMany({
    where: idOrName ? (isId(idOrName) ? { id: idOrName } : { name: idOrName }) : {},
    select: { id: true, name: true },
    orderBy: { createdAt: 'asc' },
    take: MAX_NAMED + 1,
  });
  const [only, ...others] = rows;
  if (!only && !idOrName) {
    throw new AppError('not_found', 'There is no account yet. Create one: account create --name "Acme Ltd" --verified');
  }
  if (!only) throw notFound('account');
  if (others.length > 0) throw severalAccounts(rows, idOrName);
  return only.id;
}

function severalAccounts(rows: readonly { id: string; name: string }[], idOrName: string | undefined): AppError {
  const shown = rows.slice(0, MAX_NAMED).map(({ id, name }) => (idOrName || !QUOTABLE.test(name) ? id : `"${name}"`));
  const list = shown.join(', ') + (rows.length > MAX_NAMED ? ', …' : '');
  return new AppError(
    'invalid_request',
    idOrName
      ? `There are several accounts with this name. Choose one by its id: ${list}`
      : `There are several accounts. Choose one with --account <id or name>: ${list}`,
  );
}
