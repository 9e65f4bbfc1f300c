import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { MAX_ENDPOINTS } from './schema';
import { type EndpointView, type TargetState, toEndpointView } from './view';

const STATE = {
  target: true,
  failingSince: true,
  lastFailureAt: true,
  lastFailure: true,
  disabledAt: true,
  disabledReason: true,
} as const;

/** Returns the account's endpoints by name, with their states. */
export async function listEndpoints(actor: Actor): Promise<EndpointView[]> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const rows = await db().webhookEndpoint.findMany({
    where: { accountId },
    orderBy: { name: 'asc' },
    take: MAX_ENDPOINTS,
  });
  const states = await statesOf(db(), accountId, [...rows.map(({ id }) => id)]);
  const now = new Date();
  return rows.map((row) => toEndpointView(row, states.get(row.id) ?? null, now));
}

/** Returns one endpoint. Throws `not_found` for another account's id too. */
export async function getEndpoint(actor: Actor, id: string): Promise<EndpointView> {
  const accountId = requirePermission(actor, 'webhooks:read');
  return findEndpoint(db(), accountId, id);
}

/** Returns the id of the endpoint with `wanted` as id or exact name. Throws `not_found`. */
export async function findEndpointId(actor: Actor, wanted: string): Promise<string> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const which = isId(wanted) ? { OR: [{ id: wanted }, { name: wanted }] } : { name: wanted };
  const row = await db().webhookEndpoint.findFirst({ where: { accountId, ...which }, select: { id: true } });
  if (!row) throw notFound('endpoint');
  return row.id;
}

/** `getEndpoint` within the caller's transaction. */
export async function findEndpoint(
  client: Pick<Transaction, 'webhookEndpoint' | 'webhookState'>,
  accountId: string,
  id: string,
): Promise<EndpointView> {
  if (!isId(id)) throw notFound('endpoint');
  const row = await client.webhookEndpoint.findFirst({ where: { id, accountId } });
  if (!row) throw notFound('endpoint');
  const states = await statesOf(client, accountId, [row.id]);
  return toEndpointView(row, states.get(row.id) ?? null, new Date());
}

/** Returns the states of failing targets: ids of endpoints or URLs. */
async function statesOf(
  client: Pick<Transaction, 'webhookState'>,
  accountId: string,
  targets: string[],
): Promise<Map<string, TargetState>> {
  const rows = await client.webhookState.findMany({
    where: { accountId, target: { in: targets } },
    select: STATE,
  });
  return new Map(rows.map(({ target, ...state }) => [target, state]));
}
