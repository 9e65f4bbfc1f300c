import { newId } from '../base/ids';
import { processSingleton } from '../base/process-singleton';
import { transaction } from '../database/transaction';
import { logger, securityLogger } from '../runtime/logger';
import { MAX_ADDRESSES, OTHER_ADDRESSES, type SecurityEventKind } from './kinds';

const FLUSH_MS = 250;
/** Kinds and addresses held at most; events beyond are counted under `OTHER_ADDRESSES`. */
const MAX_HELD = 1_000;
/** Log lines of one flush; the rest is in the table. */
const MAX_LINES = 50;
const MAX_DETAIL = 200;

type Tally = { kind: SecurityEventKind; ip: string; count: number; detail: string | null; at: Date };
type State = { held: Map<string, Tally>; timer: NodeJS.Timeout | null; writing: Promise<void> };

const state = () =>
  processSingleton<State>('security-events', () => ({ held: new Map(), timer: null, writing: Promise.resolve() }));

/**
 * Counts a security event by its kind and client address, for operators and the security log. Never delays the response:
 * events are written 250 ms later. `detail` must not contain anything that was entered as a credential.
 */
export function recordSecurityEvent(kind: SecurityEventKind, ip: string | null, detail: string | null = null): void {
  const events = state();
  add(events.held, { kind, ip: ip ?? '', count: 1, detail: detail && printable(detail), at: new Date() });
  events.timer ??= setTimeout(() => void flushSecurityEvents(), FLUSH_MS);
}

function printable(detail: string): string {
  return detail.replace(/[\p{C}]/gu, '').slice(0, MAX_DETAIL);
}

function add(held: State['held'], tally: Tally): void {
  const name = `${tally.kind} ${tally.ip}`;
  const isKept = held.has(name) || held.size < MAX_HELD;
  const ip = isKept ? tally.ip : OTHER_ADDRESSES;
  const known = held.get(`${tally.kind} ${ip}`);
  if (!known) held.set(`${tally.kind} ${ip}`, { ...tally, ip });
  else Object.assign(known, { count: known.count + tally.count, detail: tally.detail ?? known.detail, at: tally.at });
}

/** Writes held events after earlier writes are done. Called by the timer, and once before the process ends. */
export async function flushSecurityEvents(): Promise<void> {
  const events = state();
  if (events.timer) clearTimeout(events.timer);
  events.timer = null;
  events.writing = events.writing.then(() => writeHeld(events));
  await events.writing;
}

async function writeHeld(events: State): Promise<void> {
  const { held } = events;
  if (held.size === 0) return;
  events.held = new Map();
  logTallies([...held.values()]);
  try {
    await store([...held.values()]);
  } catch (error) {
    // Kept for the next write. The bound of `add` applies.
    for (const tally of held.values()) add(events.held, tally);
    logger().warn({ err: error }, 'security events could not be written');
  }
}

function logTallies(tallies: Tally[]): void {
  for (const { kind, ip, count, detail } of tallies.slice(0, MAX_LINES)) {
    securityLogger().warn({ event: kind, ip, count, ...(detail !== null && { detail }) }, 'security event');
  }
  const more = tallies.length - MAX_LINES;
  if (more > 0) securityLogger().warn({ more }, 'further security events are in the database');
}

/** Processes write one after the other, so that each counts the addresses that the others have written. */
const WRITE_LOCK = 7_018_004;

/** Beyond 200 addresses of a kind and hour, the least frequent ones are counted under `OTHER_ADDRESSES`. */
const UPSERT = `
  WITH recorded AS (
    SELECT n.*, date_trunc('hour', n.at) AS hour
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[])
      AS n(id, kind, ip, count, detail, at)
  ), ranked AS (
    SELECT n.*, n.ip = $7 OR e.id IS NOT NULL AS is_kept,
           (SELECT count(*) FROM security_event t WHERE t.kind = n.kind AND t.hour = n.hour AND t.ip <> $7) AS taken,
           row_number() OVER (PARTITION BY n.kind, n.hour, n.ip = $7 OR e.id IS NOT NULL
                              ORDER BY n.count DESC, n.id) AS turn
    FROM recorded n LEFT JOIN security_event e USING (kind, hour, ip)
  ), assigned AS (
    SELECT id, kind, hour, count, detail, at,
           CASE WHEN is_kept OR taken + turn <= $8 THEN ip ELSE $7 END AS ip
    FROM ranked
  )
  INSERT INTO security_event AS e (id, kind, ip, hour, count, detail, last_at)
  SELECT min(id::text)::uuid, kind, ip, hour, sum(count), (array_agg(detail ORDER BY at DESC))[1], max(at)
  FROM assigned GROUP BY kind, hour, ip
  ON CONFLICT (kind, hour, ip) DO UPDATE
  SET count = least(e.count::bigint + excluded.count, 2147483647), detail = coalesce(excluded.detail, e.detail),
      last_at = greatest(e.last_at, excluded.last_at)`;

async function store(tallies: Tally[]): Promise<void> {
  const columns = [
    tallies.map(() => newId()),
    tallies.map(({ kind }) => kind),
    tallies.map(({ ip }) => ip),
    tallies.map(({ count }) => count),
    tallies.map(({ detail }) => detail),
    tallies.map(({ at }) => at),
  ];
  await transaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
    await client.query(UPSERT, [...columns, OTHER_ADDRESSES, MAX_ADDRESSES]);
  });
}
