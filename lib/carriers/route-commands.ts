import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { AppError, invalidFields, notFound } from '../base/errors';
import { formatCount } from '../base/format';
import { isId, newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { routeLabel } from './route-label';
import { type RouteInput, routeSchema } from './route-schema';

/** Every process keeps all routes in memory. */
const MAX_ROUTES = 10_000;

/**
 * Adds a route, effective in every process within a second. Operators only. Throws `invalid_fields`, also for a carrier or
 * account that does not exist, and `conflict` for a route that exists already.
 */
export async function createRoute(actor: Actor, input: RouteInput): Promise<{ id: string; route: string }> {
  requireOperator(actor);
  const { carrier: name, accountId, ...match } = routeSchema.parse(input);
  return db().$transaction(async (tx) => {
    // Held until the commit, so that no second route with the same values can be added, and the carrier stays.
    await tx.$queryRaw`SELECT id FROM carrier WHERE name = ${name} FOR UPDATE`;
    const carrier = await tx.carrier.findUnique({ where: { name }, select: { id: true } });
    if (!carrier) throw invalidFields({ carrier: await unknownCarrier(tx, name) });
    const account = accountId ? await tx.account.findUnique({ where: { id: accountId } }) : null;
    if (accountId && !account) throw invalidFields({ accountId: 'There is no such account.' });
    const row = { ...match, carrierId: carrier.id, accountId };
    await requireNewRoute(tx, row, name);
    const id = newId();
    await tx.route.create({ data: { id, ...row } });
    const route = routeLabel({ ...match, carrier: name, accountName: account?.name ?? null });
    await recordEvent(tx, actor, {
      action: 'route.added',
      accountId: null,
      targetKind: 'route',
      targetId: id,
      detail: { route },
    });
    return { id, route };
  });
}

const MAX_NAMED = 10;

async function unknownCarrier(tx: Transaction, name: string): Promise<string> {
  const rows = await tx.carrier.findMany({ select: { name: true }, orderBy: { name: 'asc' }, take: MAX_NAMED });
  const missing = name === '' ? 'Name the carrier.' : 'There is no such carrier.';
  return `${missing} Use one of ${rows.map((row) => row.name).join(', ')}.`;
}

type NewRoute = Pick<ReturnType<typeof routeSchema.parse>, 'prefix' | 'sender' | 'environment' | 'accountId'> & {
  carrierId: string;
};

async function requireNewRoute(tx: Transaction, route: NewRoute, carrier: string): Promise<void> {
  const { carrierId, prefix, sender, environment, accountId } = route;
  const same = await tx.route.findFirst({ where: { carrierId, prefix, sender, environment, accountId } });
  if (same) {
    throw new AppError(
      'conflict',
      `This route to “${carrier}” exists already, with priority ${same.priority} and weight ${same.weight}. Remove it first to change them.`,
    );
  }
  if ((await tx.route.count()) < MAX_ROUTES) return;
  throw new AppError('conflict', `There are ${formatCount(MAX_ROUTES)} routes already. Remove one first.`);
}

/** Removes a route. Operators only. Throws `not_found`. */
export async function removeRoute(actor: Actor, input: { id: string }): Promise<{ route: string }> {
  requireOperator(actor);
  const { id } = input;
  if (typeof id !== 'string' || !isId(id)) throw notFound('route');
  return db().$transaction(async (tx) => {
    const found = await tx.route.findUnique({
      where: { id },
      include: { carrier: { select: { name: true } }, account: { select: { name: true } } },
    });
    // Another request may have removed it since.
    if (!found || (await tx.route.deleteMany({ where: { id } })).count === 0) throw notFound('route');
    const route = routeLabel({ ...found, carrier: found.carrier.name, accountName: found.account?.name ?? null });
    await recordEvent(tx, actor, {
      action: 'route.removed',
      accountId: null,
      targetKind: 'route',
      targetId: id,
      detail: { route },
    });
    return { route };
  });
}
