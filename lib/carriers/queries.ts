import * as z from 'zod';
import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { notFound } from '../base/errors';
import { db, Prisma, pool } from '../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage } from '../database/keyset';
import type { MessageStatus } from '../messages/rules';
import type { AlertKind } from './alert-rules';
import type { LinkState } from './carrier';
import { type CarrierCounts, type CarrierRow, type CarrierView, carrierStatement, toView } from './live-state';
import { knownName } from './schema';
import { readableSecrets } from './secrets';

const PAGE_SIZE = 50;
const MAX_ALERTS = 50;

/** Returns all carriers with their state now: by name, the simulator last. Operators only. */
export async function listCarriers(actor: Actor): Promise<CarrierView[]> {
  requireOperator(actor);
  const { rows } = await pool().query<CarrierRow>(carrierStatement(Prisma.sql`true`));
  return rows.map(toView);
}

/** A bind as its worker last reported it. */
export type BindView = {
  slot: number;
  /** `closed` when no worker owns it. */
  state: LinkState;
  since: Date;
  window: number;
  windowUsed: number;
  submitted: number;
  throttles: number;
  receiptsIn: number;
  lastError: { at: Date; code: string | null; message: string } | null;
};

/** A carrier with its settings and binds. Never with its secrets. */
export type CarrierDetail = CarrierView & {
  settings: Record<string, unknown>;
  /** Names of the secrets that it has. */
  secretNames: string[];
  bindList: BindView[];
};

/** Returns a carrier with its settings and binds. Operators only. Throws `not_found`. */
export async function getCarrier(actor: Actor, name: string): Promise<CarrierDetail> {
  requireOperator(actor);
  const [{ rows }, stored] = await Promise.all([
    pool().query<CarrierRow>(carrierStatement(Prisma.sql`c.name = ${knownName.parse(name)}`)),
    db().carrier.findUnique({ where: { name }, include: { binds: { orderBy: { slot: 'asc' } } } }),
  ]);
  const [row] = rows;
  if (!row || !stored) throw notFound('carrier');
  return {
    ...toView(row),
    settings: stored.settings as Record<string, unknown>,
    secretNames: Object.keys(readableSecrets(stored.id, stored.secrets)).sort(),
    bindList: stored.binds.map(toBind),
  };
}

type StoredBind = Awaited<ReturnType<ReturnType<typeof db>['carrierBind']['findMany']>>[number];

function toBind(bind: StoredBind): BindView {
  const isOwned = bind.leasedUntil !== null && bind.leasedUntil > new Date();
  const { slot, since, window, windowUsed, lastErrorAt, lastErrorCode, lastError } = bind;
  return {
    slot,
    state: isOwned ? (bind.state as LinkState) : 'closed',
    since,
    window,
    windowUsed: isOwned ? windowUsed : 0,
    submitted: Number(bind.submitted),
    throttles: Number(bind.throttles),
    receiptsIn: Number(bind.receiptsIn),
    lastError: lastErrorAt && lastError ? { at: lastErrorAt, code: lastErrorCode, message: lastError } : null,
  };
}

/** Hours that charts can have, and the width of their bars in minutes. */
export const CHART_HOURS = { 1: 1, 6: 5, 24: 20, 168: 120 } as const;
export type ChartHours = keyof typeof CHART_HOURS;

export type CarrierPoint = CarrierCounts & { at: Date };

/** Returns what a carrier did in the last hours, in bars of equal width, the oldest first. Operators only. */
export async function carrierMinutes(actor: Actor, name: string, hours: ChartHours): Promise<CarrierPoint[]> {
  requireOperator(actor);
  const width = CHART_HOURS[hours];
  const bar = Prisma.sql`make_interval(mins => ${width}::int)`;
  const { rows } = await pool().query<CarrierPoint>(Prisma.sql`
    SELECT bar.at, coalesce(sum(m.submitted), 0)::int AS submitted, coalesce(sum(m.rejected), 0)::int AS rejected,
           coalesce(sum(m.throttled), 0)::int AS throttled, coalesce(sum(m.unknown), 0)::int AS unknown,
           coalesce(sum(m.delivered), 0)::int AS delivered, coalesce(sum(m.failed), 0)::int AS failed,
           coalesce(sum(m.received), 0)::int AS received
    FROM generate_series(
      date_bin(${bar}, now(), 'epoch') - make_interval(hours => ${hours}::int) + ${bar}, now(), ${bar}) AS bar(at)
    LEFT JOIN carrier_minute m
      ON m.carrier = ${knownName.parse(name)} AND m.minute >= bar.at AND m.minute < bar.at + ${bar}
    GROUP BY bar.at ORDER BY bar.at`);
  return rows;
}

/** A receipt that belongs to no message that is known. */
export type UnmatchedReceipt = {
  id: string;
  receivedAt: Date;
  carrierMessageId: string;
  status: MessageStatus;
  errorCode: string | null;
  recipient: string | null;
  raw: string | null;
};

const NEWEST_FIRST: Keyset<UnmatchedReceipt> = { direction: 'DESC', columns: [idColumn('r.id')] };

const cursor = z.string().optional().catch(undefined);
const cursorSchema = z.object({ after: cursor, before: cursor });

/** Returns a page of the carrier's receipts that match no message, newest first. Operators only. */
export async function listUnmatchedReceipts(
  actor: Actor,
  name: string,
  cursors: Cursors = {},
): Promise<Page<UnmatchedReceipt>> {
  requireOperator(actor);
  return readPage(NEWEST_FIRST, cursorSchema.parse(cursors), PAGE_SIZE, async ({ condition, order, limit }) => {
    const { rows } = await pool().query<UnmatchedReceipt>(Prisma.sql`
      SELECT r.id, r.received_at AS "receivedAt", r.carrier_message_id AS "carrierMessageId", r.status,
             r.error_code AS "errorCode", r.recipient, r.raw
      FROM receipt r WHERE r.carrier = ${knownName.parse(name)} AND r.message_id IS NULL AND ${condition}
      ORDER BY ${order} LIMIT ${limit}`);
    return rows;
  });
}

export type AlertView = {
  id: string;
  carrier: string;
  kind: AlertKind;
  detail: string;
  openedAt: Date;
  /** Null while it is open. */
  closedAt: Date | null;
};

/** Returns open alerts, then closed ones, each newest first: at most 50; of one carrier, or of all. Operators only. */
export async function listAlerts(actor: Actor, carrier?: string): Promise<AlertView[]> {
  requireOperator(actor);
  return db().carrierAlert.findMany({
    where: carrier === undefined ? {} : { carrier },
    select: { id: true, carrier: true, kind: true, detail: true, openedAt: true, closedAt: true },
    orderBy: [{ closedAt: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }],
    take: MAX_ALERTS,
  });
}

/** An event of the installation's audit log about a carrier. */
export type CarrierEvent = { id: string; at: Date; actorName: string; action: string; detail: Record<string, unknown> };

const MAX_EVENTS = 20;

/** Returns the last changes of a carrier, newest first. Operators only. */
export async function listCarrierHistory(actor: Actor, name: string): Promise<CarrierEvent[]> {
  requireOperator(actor);
  const carrier = await db().carrier.findUnique({ where: { name: knownName.parse(name) }, select: { id: true } });
  if (!carrier) return [];
  const rows = await db().auditEvent.findMany({
    where: { targetId: carrier.id, targetKind: 'carrier', accountId: null },
    select: { id: true, at: true, actorName: true, action: true, detail: true },
    orderBy: { id: 'desc' },
    take: MAX_EVENTS,
  });
  return rows.map((row) => ({ ...row, detail: row.detail as Record<string, unknown> }));
}
