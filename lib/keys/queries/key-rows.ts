import type { Prisma, Transaction } from '../../database/db';
import { readUses } from '../counts/read-counts';
import { KEY_SELECT, type KeyRow } from '../key-row';

/** Where rows of keys are read: in a transaction or not. */
export type KeyReader = Pick<Transaction, 'apiKey' | '$queryRaw'>;

/** Returns the keys of the account that match, with their use, in no particular order. */
export async function readKeyRows(
  client: KeyReader,
  accountId: string,
  where: Prisma.ApiKeyWhereInput,
): Promise<KeyRow[]> {
  const rows = await client.apiKey.findMany({ where: { ...where, accountId }, select: KEY_SELECT });
  const ids = rows.map(({ id }) => id);
  const uses = await readUses(client, accountId, ids);
  return rows.map((row) => ({ ...row, uses }));
}
