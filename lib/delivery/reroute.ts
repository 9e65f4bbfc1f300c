import type pg from 'pg';
import { groupBy } from '../base/group-by';
import { type CompiledRoutes, type Routed, routeChain } from '../carriers/route-rules';
import { plainArray, textArray } from '../database/array-literal';
import { transaction } from '../database/transaction';
import { isFree, otherLanes } from '../queue/lease';
import type { Position } from '../queue/position';
import { type Ending, endMessages } from './progress';

/** Rows of one transaction: at most 2,000 messages. */
const ROWS_AT_ONCE = 20;
const REROUTE_LOCK_CLASS = 0x726f7574;

/** A queue whose carrier cannot take its messages: removed (`isOrphan`), or unavailable for longer than the operator allows. */
export type StuckQueue = { carrier: string; isOrphan: boolean };

const STUCK = `
  SELECT o.name AS carrier, true AS "isOrphan"
  FROM (${otherLanes('message_queue', 'carrier', 'SELECT name FROM carrier')}) o
  UNION ALL
  SELECT c.name, false FROM carrier c JOIN carrier_outage o ON o.carrier = c.name
  WHERE o.since <= now() - c.fallback_after_seconds * interval '1 second'
    AND EXISTS (SELECT FROM message_queue q WHERE q.carrier = c.name)`;

/** Returns the queues whose messages must be routed again, and all carriers that can take none now. */
export async function findStuckQueues(): Promise<{ stuck: StuckQueue[]; unavailable: Set<string> }> {
  return transaction(async (client) => {
    const { rows: stuck } = await client.query<StuckQueue>({ name: 'find-stuck-queues', text: STUCK });
    const { rows } = await client.query<{ carrier: string }>('SELECT carrier FROM carrier_outage');
    return { stuck, unavailable: new Set(rows.map(({ carrier }) => carrier)) };
  }, 'in index order');
}

export type RerouteOptions = {
  queue: StuckQueue;
  priority: number;
  routes: CompiledRoutes;
  unavailable: ReadonlySet<string>;
  /** Rows before it were read already. */
  since: Position | null;
};

/** What one step did; `position` is that of the last row it read. `isEnd`: no row followed. */
export type Rerouted = {
  moved: number;
  ended: number;
  position: Position | null;
  isEnd: boolean;
  hosts: string[];
};

type Row = Position & {
  attempts: number;
  scheduled: boolean;
  /** The carrier may have its messages: they are not sent elsewhere. */
  isPossiblyThere: boolean;
  messageIds: string[];
};

type Message = Routed & { id: string; expired: boolean };

/**
 * Routes some due messages of a stuck queue again: to the next carrier of their routes that is available, except those that
 * the carrier may have already. Ends messages whose validity is over, and those of a removed carrier that no route takes.
 * Any number of workers can call it; one at a time handles a queue.
 */
export async function reroute(options: RerouteOptions): Promise<Rerouted> {
  return transaction(async (client) => {
    const { queue, since } = options;
    const nothing = { moved: 0, ended: 0, position: since, isEnd: true, hosts: [] as string[] };
    const { rows: locked } = await client.query<{ ok: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS ok',
      [REROUTE_LOCK_CLASS, queue.carrier],
    );
    if (!locked[0]?.ok) return nothing;
    const rows = await readRows(client, options);
    const last = rows.at(-1);
    if (!last) return nothing;
    const messages = await readMessages(client, rows);
    const moves: { row: Row; carrier: string; ids: string[] }[] = [];
    const endings: Ending[] = [];
    for (const row of rows) {
      const decided = row.messageIds.flatMap((id) => {
        const message = messages.get(id);
        const decision = message ? decide(message, row, options) : null;
        return decision ? [{ id, ...decision }] : [];
      });
      if (decided.length === 0) continue;
      for (const { id, ending } of decided) if (ending) endings.push({ messageId: id, byReceipt: false, ...ending });
      const moved = decided.flatMap(({ id, carrier }) => (carrier === undefined ? [] : [{ id, carrier }]));
      for (const [carrier, some] of groupBy(moved, (one) => one.carrier)) {
        moves.push({ row, carrier, ids: some.map(({ id }) => id) });
      }
      await takeOut(client, row, new Set(decided.map(({ id }) => id)));
    }
    await insertMoved(client, options.priority, moves);
    const { hosts } = await endMessages(client, endings);
    return {
      moved: moves.reduce((total, { ids }) => total + ids.length, 0),
      ended: endings.length,
      position: { runAt: last.runAt, id: last.id },
      isEnd: rows.length < ROWS_AT_ONCE,
      hosts,
    };
  }, 'in index order');
}

async function readRows(client: pg.ClientBase, { queue, priority, since }: RerouteOptions): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: 'read-stuck-rows',
    text: `SELECT q.id, q.run_at AS "runAt", q.attempts, q.scheduled, q.message_ids AS "messageIds",
                  q.possible_duplicate OR q.lease_owner IS NOT NULL AS "isPossiblyThere"
           FROM message_queue q
           WHERE q.carrier = $1 AND q.priority = $2 AND q.run_at <= now() AND ${isFree('q')}
             AND (q.run_at, q.id) > ($3::timestamptz, $4::bigint)
           ORDER BY q.run_at, q.id LIMIT ${ROWS_AT_ONCE} FOR UPDATE OF q SKIP LOCKED`,
    values: [queue.carrier, priority, since?.runAt ?? '-infinity', since?.id ?? '0'],
  });
  return rows;
}

async function readMessages(client: pg.ClientBase, rows: readonly Row[]): Promise<Map<string, Message>> {
  const { rows: messages } = await client.query<Message>({
    name: 'read-stuck-messages',
    text: `SELECT m.id, m.recipient, m.sender, m.account_id AS "accountId", m.environment, m.valid_until <= now() AS expired
           FROM unnest($1::uuid[]) AS u(id) JOIN message m ON m.id = u.id`,
    values: [plainArray(rows.flatMap(({ messageIds }) => messageIds))],
  });
  return new Map(messages.map((message) => [message.id, message]));
}

type Decision = { carrier?: string; ending?: Pick<Ending, 'status' | 'errorCode' | 'possibleDuplicate'> };

/** Null: the message stays where it is. */
function decide(message: Message, row: Row, { queue, routes, unavailable }: RerouteOptions): Decision | null {
  const unknown = { status: 'unknown', errorCode: 'unknown_outcome', possibleDuplicate: true } as const;
  if (message.expired) {
    return { ending: row.isPossiblyThere ? unknown : { status: 'expired', errorCode: 'validity_expired' } };
  }
  if (row.isPossiblyThere) return queue.isOrphan ? { ending: unknown } : null;
  const chain = routeChain(routes, message, Math.random());
  const carrier = chain.find((name) => name !== queue.carrier && !unavailable.has(name));
  if (carrier !== undefined) return { carrier };
  if (!queue.isOrphan) return null;
  // Its carriers are down: any of them keeps it until they are back.
  const [first] = chain;
  return first === undefined ? { ending: { status: 'rejected', errorCode: 'no_route' } } : { carrier: first };
}

async function takeOut(client: pg.ClientBase, row: Row, ids: ReadonlySet<string>): Promise<void> {
  const rest = row.messageIds.filter((id) => !ids.has(id));
  if (rest.length === 0) await client.query('DELETE FROM message_queue WHERE id = $1', [row.id]);
  else {
    await client.query('UPDATE message_queue SET message_ids = $2::uuid[], size = $3 WHERE id = $1', [
      row.id,
      plainArray(rest),
      rest.length,
    ]);
  }
}

async function insertMoved(
  client: pg.ClientBase,
  priority: number,
  moves: { row: Row; carrier: string; ids: string[] }[],
): Promise<void> {
  if (moves.length === 0) return;
  const ids = moves.flatMap((move) => move.ids);
  let first = 1;
  const firsts = moves.map((move) => {
    const at = first;
    first += move.ids.length;
    return at;
  });
  await client.query(
    `INSERT INTO message_queue (carrier, priority, run_at, scheduled, attempts, size, message_ids)
     SELECT r.carrier, $1, now(), r.scheduled, r.attempts, r.size, ($2::uuid[])[r.first : r.first + r.size - 1]
     FROM unnest($3::text[], $4::boolean[], $5::smallint[], $6::int[], $7::int[]) AS r(carrier, scheduled, attempts, first, size)`,
    [
      priority,
      plainArray(ids),
      textArray(moves.map(({ carrier }) => carrier)),
      plainArray(moves.map(({ row }) => row.scheduled)),
      plainArray(moves.map(({ row }) => row.attempts)),
      plainArray(firsts),
      plainArray(moves.map((move) => move.ids.length)),
    ],
  );
}
