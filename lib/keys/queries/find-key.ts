import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import type { Transaction } from '../../database/db';
import { KEY_SELECT, type KeyRow } from '../key-row';

/** Returns a key of the account that is not deleted. Throws `not_found`. */
export async function findKeyRow(client: Pick<Transaction, 'apiKey'>, accountId: string, id: string): Promise<KeyRow> {
  const row = isId(id)
    ? await client.apiKey.findFirst({ where: { id, accountId, deletedAt: null }, select: KEY_SELECT })
    : null;
  if (!row) throw notFound('key');
  return row;
}
