import type { Actor } from '../access/actor';
import type { Environment } from '../access/environment';
import { requireOperator } from '../access/permissions';
import { invalidFields } from '../base/errors';
import { db, pool } from '../database/db';
import { unavailability } from './availability';
import { type ChainEntry, explainChain } from './explain-chain';
import { compileRoutes, type Routed } from './route-rules';
import { type WhichRouteInput, whichRouteSchema } from './route-schema';
import type { CarrierKind, CarrierState } from './schema';

/** A route with the names of what it refers to. */
export type RouteView = {
  id: string;
  carrier: string;
  carrierState: CarrierState;
  prefix: string;
  sender: string | null;
  environment: Environment;
  accountId: string | null;
  accountName: string | null;
  priority: number;
  weight: number;
};

/** Returns all routes: live before test, by prefix, those of a sender or an account first, then by priority. Operators only. */
export async function listRoutes(actor: Actor): Promise<RouteView[]> {
  requireOperator(actor);
  const { rows } = await pool().query<RouteView>(`
    SELECT r.id, c.name AS carrier, c.state AS "carrierState", r.prefix, r.sender, r.environment,
           r.account_id AS "accountId", a.name AS "accountName", r.priority, r.weight
    FROM route r JOIN carrier c ON c.id = r.carrier_id LEFT JOIN account a ON a.id = r.account_id
    ORDER BY r.environment, r.prefix, r.sender NULLS LAST, a.name NULLS LAST, r.priority, c.name, r.id`);
  return rows;
}

/** The way of a message: its carriers in order, or the reason why it is refused. */
export type WhichRoute = Routed & {
  chain: (ChainEntry & {
    /** Why the carrier takes no message now; null when it does. */
    unavailable: string | null;
    /** When its queue moves on to the next carrier. */
    fallbackAfterSeconds: number;
  })[];
  /** Why the API refuses the message; null when a carrier takes it. */
  refusal: string | null;
};

type CarrierRow = {
  hasRealCarrier: boolean;
  name: string;
  kind: CarrierKind;
  state: CarrierState;
  fallbackAfterSeconds: number;
  since: Date | null;
  reason: string | null;
};

const CARRIERS = `
  SELECT c.name, c.kind, c.state, c.fallback_after_seconds AS "fallbackAfterSeconds", o.since, o.reason,
         (SELECT has_real_carrier FROM routing_revision) AS "hasRealCarrier"
  FROM carrier c LEFT JOIN carrier_outage o ON o.carrier = c.name`;

/** Returns the carriers that a message would go to, in order, each with its reason. Operators only. Throws `invalid_fields`. */
export async function whichRoute(actor: Actor, input: WhichRouteInput): Promise<WhichRoute> {
  requireOperator(actor);
  const { to, from, accountId, environment } = whichRouteSchema.parse(input);
  if (accountId && (await db().account.count({ where: { id: accountId } })) === 0) {
    throw invalidFields({ accountId: 'There is no such account.' });
  }
  const [routes, { rows: carriers }] = await Promise.all([listRoutes(actor), pool().query<CarrierRow>(CARRIERS)]);
  const byName = new Map(carriers.map((carrier) => [carrier.name, carrier]));
  const hasRealCarrier = carriers.some((carrier) => carrier.hasRealCarrier);
  // Without an account, only routes for all accounts match.
  const routed: Routed = { recipient: to, sender: from, accountId: accountId ?? '', environment };
  const chain = explainChain(compileRoutes(routes, hasRealCarrier), routed).map((entry) => {
    const carrier = byName.get(entry.carrier);
    const outage = carrier?.since ? { since: carrier.since, reason: carrier.reason ?? '' } : null;
    return {
      ...entry,
      unavailable: carrier ? unavailability(carrier.state, outage) : 'removed',
      fallbackAfterSeconds: carrier?.fallbackAfterSeconds ?? 0,
    };
  });
  return { ...routed, chain, refusal: chain.length > 0 ? null : NO_ROUTE };
}

const NO_ROUTE =
  'No live route matches: the message would be refused with no_route. Add a route for its number, or one for all numbers.';
