import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import type { KeyRow } from '../key-row';
import { type KeyReader, readKeyRows } from './key-rows';

/** Returns a key of the account that is not deleted. Throws `not_found`. */
export async function findKeyRow(client: KeyReader, accountId: string, id: string): Promise<KeyRow> {
  const [row] = isId(id) ? await readKeyRows(client, accountId, { id, deletedAt: null }) : [];
  if (!row) throw notFound('key');
  return row;
}
