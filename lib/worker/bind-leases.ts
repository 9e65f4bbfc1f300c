import type { LinkStatus } from '../carriers/carrier';
import { pool } from '../database/db';
import { IS_RUNNING } from '../queue/heartbeat';

/** Longer than a few missed rounds, short enough that another worker takes a bind over within 10 s. */
const LEASE_S = 6;
/** After this time without a renewal a worker stops using a bind by itself: before another can own it. */
export const BIND_VALID_MS = 5_000;

/** A bind of a carrier. Slots count from 0. */
export type Bind = { carrierId: string; slot: number };

const IS_FREE = `(b.owner IS NULL OR b.leased_until <= now()
  OR b.owner IN (SELECT h.id FROM worker_heartbeat h WHERE h.ended_at IS NOT NULL))`;

/**
 * Renews the leases of binds that `worker` holds, with the state of their links, and returns those that it still owns. One
 * that another worker has taken over is not among them: its link must be closed.
 */
export async function renewBinds(worker: string, held: readonly (Bind & { status: LinkStatus })[]): Promise<Bind[]> {
  if (held.length === 0) return [];
  const { rows } = await pool().query<Bind>({
    name: 'renew-binds',
    text: `UPDATE carrier_bind b
           SET leased_until = now() + interval '${LEASE_S} seconds', updated_at = now(), state = u.state, since = u.since,
               "window" = u.size, window_used = u.used, submitted = u.submitted, throttles = u.throttles,
               receipts_in = u.receipts, last_error_at = u.error_at, last_error_code = u.error_code, last_error = u.error
           FROM unnest($2::uuid[], $3::int[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::bigint[], $9::bigint[],
                       $10::bigint[], $11::timestamptz[], $12::text[], $13::text[])
             AS u(carrier_id, slot, state, since, size, used, submitted, throttles, receipts, error_at, error_code, error)
           WHERE b.carrier_id = u.carrier_id AND b.slot = u.slot AND b.owner = $1
           RETURNING b.carrier_id AS "carrierId", b.slot`,
    values: [
      worker,
      held.map(({ carrierId }) => carrierId),
      held.map(({ slot }) => slot),
      held.map(({ status }) => status.state),
      held.map(({ status }) => status.since),
      held.map(({ status }) => status.window),
      held.map(({ status }) => status.windowUsed),
      held.map(({ status }) => status.submitted),
      held.map(({ status }) => status.throttles),
      held.map(({ status }) => status.receiptsIn),
      held.map(({ status }) => status.lastError?.at ?? null),
      held.map(({ status }) => status.lastError?.code ?? null),
      held.map(({ status }) => status.lastError?.message ?? null),
    ],
  });
  return rows;
}

/**
 * Leases at most one free bind of each carrier, and no more than this worker's share among all that run, except binds whose
 * owner died.
 * `wanted`: how many binds each carrier has. Rows of binds that it has no more are deleted.
 */
export async function acquireBinds(
  worker: string,
  wanted: readonly { carrierId: string; binds: number }[],
): Promise<Bind[]> {
  if (wanted.length === 0) return [];
  const { rows } = await pool().query<Bind>({
    name: 'acquire-binds',
    text: `WITH wanted AS MATERIALIZED (
             SELECT w.*, h.held < ceil(w.binds::numeric / GREATEST(r.running, 1)) AS has_share
             FROM unnest($2::uuid[], $3::int[]) AS w(carrier_id, binds)
             CROSS JOIN (SELECT count(*) AS running FROM worker_heartbeat WHERE ${IS_RUNNING}) r
             CROSS JOIN LATERAL (SELECT count(*) AS held FROM carrier_bind b WHERE b.carrier_id = w.carrier_id AND b.owner = $1) h
           ), added AS (
             INSERT INTO carrier_bind (carrier_id, slot, owner, leased_until, state)
             SELECT c.id, n.slot, $1, now() + interval '${LEASE_S} seconds', 'connecting'
             FROM wanted w JOIN carrier c ON c.id = w.carrier_id AND w.has_share, LATERAL (
               SELECT s.slot FROM generate_series(0, w.binds - 1) AS s(slot)
               WHERE NOT EXISTS (SELECT FROM carrier_bind b WHERE b.carrier_id = w.carrier_id AND b.slot = s.slot)
               ORDER BY s.slot LIMIT 1) n
             ON CONFLICT DO NOTHING RETURNING carrier_id, slot
           ), surplus AS (
             DELETE FROM carrier_bind b USING wanted w WHERE b.carrier_id = w.carrier_id AND b.slot >= w.binds AND ${IS_FREE}
           ), free AS MATERIALIZED (
             SELECT f.carrier_id, f.slot FROM wanted w, LATERAL (
               SELECT b.carrier_id, b.slot FROM carrier_bind b
               WHERE b.carrier_id = w.carrier_id AND b.slot < w.binds AND ${IS_FREE} AND (w.has_share OR b.owner IS NOT NULL)
               ORDER BY b.slot LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) f
           ), taken AS (
             UPDATE carrier_bind b
             SET owner = $1, leased_until = now() + interval '${LEASE_S} seconds', state = 'connecting', since = now(),
                 window_used = 0, submitted = 0, throttles = 0, receipts_in = 0, updated_at = now()
             FROM free f WHERE b.carrier_id = f.carrier_id AND b.slot = f.slot RETURNING b.carrier_id, b.slot
           )
           SELECT carrier_id AS "carrierId", slot FROM added UNION ALL SELECT carrier_id, slot FROM taken`,
    values: [worker, wanted.map(({ carrierId }) => carrierId), wanted.map(({ binds }) => binds)],
  });
  return rows;
}

/** Frees binds whose links are closed, so that another worker can take them at once. */
export async function freeBinds(worker: string, binds: readonly Bind[]): Promise<void> {
  if (binds.length === 0) return;
  await pool().query(
    `UPDATE carrier_bind b SET owner = NULL, leased_until = NULL, state = 'closed', since = now(), window_used = 0,
            updated_at = now()
     FROM unnest($2::uuid[], $3::int[]) AS u(carrier_id, slot)
     WHERE b.carrier_id = u.carrier_id AND b.slot = u.slot AND b.owner = $1`,
    [worker, binds.map(({ carrierId }) => carrierId), binds.map(({ slot }) => slot)],
  );
}
