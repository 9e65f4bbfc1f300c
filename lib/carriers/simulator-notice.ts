import type { Actor } from '../access/actor';
import { isOperator, requirePermission } from '../access/permissions';
import { pool } from '../database/db';
import { prefixLabel } from './route-label';

const MAX_ROUTES_NAMED = 20;

/**
 * Which live messages do not leave this installation: all until the first carrier is connected, then those of the routes to the
 * simulator, or all while no live route exists. Null when every live message has a carrier or is refused.
 */
export type SimulatorNotice =
  | { kind: 'no_carrier' }
  | { kind: 'no_route' }
  /** `routes`: what leads to the simulator, such as `+372… from Acme`. */
  | { kind: 'routes'; routes: string[] };

type Row = { hasRealCarrier: boolean; routes: number; simulated: { prefix: string; sender: string | null }[] };

/** Operators see the routes of all accounts, others those that their messages can take. */
const READ = `
  SELECT (SELECT has_real_carrier FROM routing_revision) AS "hasRealCarrier",
         (SELECT count(*) FROM route WHERE environment = 'live')::int AS routes,
         (SELECT coalesce(json_agg(json_build_object('prefix', s.prefix, 'sender', s.sender)), '[]') FROM (
            SELECT DISTINCT r.prefix, r.sender FROM route r JOIN carrier c ON c.id = r.carrier_id
            WHERE c.kind = 'simulator' AND r.environment = 'live' AND ($2 OR r.account_id IS NULL OR r.account_id = $1)
            ORDER BY r.prefix, r.sender LIMIT ${MAX_ROUTES_NAMED}) s) AS simulated`;

/** Returns the notice for the actor's account; null when there is nothing to say. */
export async function findSimulatorNotice(actor: Actor): Promise<SimulatorNotice | null> {
  const accountId = requirePermission(actor, 'messages:read');
  const { rows } = await pool().query<Row>({
    name: 'simulator-notice',
    text: READ,
    values: [accountId, isOperator(actor)],
  });
  const { hasRealCarrier = false, routes = 0, simulated = [] } = rows[0] ?? {};
  if (!hasRealCarrier) return { kind: 'no_carrier' };
  if (routes === 0) return { kind: 'no_route' };
  if (simulated.length === 0) return null;
  return {
    kind: 'routes',
    routes: simulated.map(({ prefix, sender }) => prefixLabel(prefix) + (sender === null ? '' : ` from ${sender}`)),
  };
}
