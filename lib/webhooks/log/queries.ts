import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { Prisma, pool } from '../../database/db';
import { idColumn, type Keyset, type Page, readPage, type Slice } from '../../database/keyset';
import { transaction } from '../../database/transaction';
import { type DeliveryAttempt, readAttempts } from './attempts';
import { findCandidates } from './candidates';
import { deliveriesStatement, deliveryStatement } from './page-statement';
import type { Candidates } from './scan';
import type { DeliveryFilter, DeliveryRow } from './schema';

export type { DeliveryAttempt } from './attempts';
export { endpointHealth, type TargetHealth } from './health';
export type { DeliveryFilter, DeliveryRow, DeliveryState } from './schema';

const PAGE_SIZE = 50;
/** Deliveries that are checked where no index has all conditions: few first, since most filters find a page among them. */
const REACHES = [300, 1_500];
const NEWEST_FIRST: Keyset<{ id: string }> = { direction: 'DESC', columns: [idColumn('r.id')] };

/** `searchedUntil`: the page is not full, and the search continues on the next, with deliveries before (or after) that time. */
export type DeliveryPage = Page<DeliveryRow> & { searchedUntil: Date | null };

/**
 * Returns a page of the account's deliveries that match the filter, newest first, 50 a page. Conditions that no index has
 * together are checked for at most 1,800 deliveries: the page may then have fewer, even none, although the list continues.
 */
export async function listDeliveries(actor: Actor, filter: DeliveryFilter = {}): Promise<DeliveryPage> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const candidates = await findCandidates(accountId, filter);
  let edge: string | null = null;
  let direction: Slice['direction'] = 'DESC';
  const page = await readPage<DeliveryRow>(NEWEST_FIRST, filter, PAGE_SIZE, async (slice) => {
    const rows: DeliveryRow[] = [];
    let rest = slice;
    direction = slice.direction;
    for (const reach of REACHES) {
      const found = await find(accountId, filter, rest, reach, candidates);
      rows.push(...found.rows);
      edge = found.edge;
      if (edge === null || rows.length === slice.limit) break;
      rest = after(slice, edge, slice.limit - rows.length);
    }
    return rows;
  });
  if (edge === null) return { ...page, searchedUntil: null };
  const end = direction === 'DESC' ? { next: page.next ?? edge } : { previous: page.previous ?? edge };
  return { ...page, ...end, searchedUntil: timeOf(edge) };
}

/** A delivery with its stored body, the exact bytes that are signed, and its attempts, oldest first. */
export type DeliveryView = DeliveryRow & { body: string; attemptList: DeliveryAttempt[] };

/** Returns one delivery of the account. Throws `not_found` for another account's id too. */
export async function getDelivery(actor: Actor, id: string): Promise<DeliveryView> {
  const accountId = requirePermission(actor, 'webhooks:read');
  if (!isId(id)) throw notFound('delivery');
  type Found = DeliveryRow & { body: string; apiKeyId: string | null };
  const { rows } = await pool().query<Found>(deliveryStatement(accountId, id));
  const [found] = rows;
  if (!found) throw notFound('delivery');
  const { apiKeyId, ...delivery } = asRow(found);
  return { ...delivery, attemptList: await readAttempts(accountId, { ...delivery, apiKeyId }) };
}

async function find(
  accountId: string,
  filter: DeliveryFilter,
  slice: Slice,
  reach: number,
  candidates: Candidates,
): Promise<{ rows: DeliveryRow[]; edge: string | null }> {
  const statement = deliveriesStatement(accountId, filter, slice, reach, candidates);
  type Found = { edge: string | null } & (DeliveryRow | { id: null });
  const { rows } = await transaction((client) => client.query<Found>(statement), 'in index order');
  const found = rows.flatMap(({ edge: _, ...row }) => (row.id === null ? [] : [asRow(row as DeliveryRow)]));
  return { rows: found, edge: rows[0]?.edge ?? null };
}

function asRow<Row extends DeliveryRow>(row: Row): Row {
  return { ...row, nextAttemptAt: row.state === 'pending' ? row.nextAttemptAt : null };
}

/** The rest of a slice, beyond a delivery that was checked. */
function after(slice: Slice, edge: string, limit: number): Slice {
  const operator = Prisma.raw(slice.direction === 'DESC' ? '<' : '>');
  return { ...slice, key: [edge], condition: Prisma.sql`(r.id) ${operator} (${edge}::uuid)`, limit };
}

/** The time in a UUIDv7. */
function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
