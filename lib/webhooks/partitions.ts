import pg from 'pg';
import { lowestIdAt } from '../base/ids';
import { pool } from '../database/db';
import { env } from '../runtime/env';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** A Monday, since which weeks are counted. */
const FIRST_MONDAY_MS = Date.UTC(1970, 0, 5);
const WEEKS_AHEAD = 4;

/** Reports first: a report without its attempts would appear as pending, attempts without their report do not appear. */
const TABLES = ['delivery_report', 'webhook_attempt'] as const;

/** Statements of deliveries wait behind one that waits for a lock of the table: so it gives up soon, and is tried again. */
const LOCK_TIMEOUT = "SET LOCAL lock_timeout = '500ms'";
const LOCK_NOT_AVAILABLE = '55P03';
/** Any number of workers do this at once; one at a time changes partitions. */
const LOCK = 'SELECT pg_try_advisory_xact_lock(7018016) AS ok';

/** Rows of the default partitions that are deleted at once. */
const BATCH = 5_000;

type Partition = { parent: string; name: string; from: string | null; until: string };

/**
 * Creates the partitions of reports and attempts for this week and the next four, and drops those that are older than the
 * retention as a whole: WEBHOOK_LOG_DAYS, and up to a week longer. A table that stays locked for half a second is left for the
 * next call. Returns how many weeks were created and partitions dropped.
 */
export async function keepPartitions(
  now = new Date(),
  days = env().WEBHOOK_LOG_DAYS,
): Promise<{ created: number; dropped: number }> {
  const partitions = await readPartitions();
  const missing = weeksFrom(now).filter((week) => !partitions.some((each) => contains(each, lowestIdAt(week))));
  const oldest = lowestIdAt(new Date(now.getTime() - days * DAY_MS));
  const expired = partitions.filter(({ until }) => until <= oldest);
  let [created, dropped] = [0, 0];
  for (const week of missing) {
    const done = await change(`SELECT create_report_partitions('${week.toISOString().slice(0, 10)}')`);
    if (done) created++;
  }
  for (const parent of TABLES) {
    for (const { name } of expired.filter((each) => each.parent === parent)) {
      if (await change(`DROP TABLE ${pg.escapeIdentifier(name)}`)) dropped++;
    }
  }
  await clearDefaults(oldest);
  return { created, dropped };
}

/** Mondays, UTC: of this week and the next ones. */
function weeksFrom(now: Date): Date[] {
  const weeks = Math.floor((now.getTime() - FIRST_MONDAY_MS) / WEEK_MS);
  return Array.from({ length: WEEKS_AHEAD + 1 }, (_, ahead) => new Date(FIRST_MONDAY_MS + (weeks + ahead) * WEEK_MS));
}

/** A week is contained in both tables or in none: they are created together. */
function contains({ parent, from, until }: Partition, id: string): boolean {
  return parent === TABLES[1] && (from === null || from <= id) && id < until;
}

/** Partitions with bounds: not the default ones. */
async function readPartitions(): Promise<Partition[]> {
  const { rows } = await pool().query<{ parent: string; name: string; bounds: string }>(
    `SELECT p.relname AS parent, c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
     FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent IN ('delivery_report'::regclass, 'webhook_attempt'::regclass)`,
  );
  return rows.flatMap(({ parent, name, bounds }) => {
    const [, from = '', until] = /FROM \((MINVALUE|'[0-9a-f-]+')\) TO \('([0-9a-f-]+)'\)/.exec(bounds) ?? [];
    return until ? [{ parent, name, from: from === 'MINVALUE' ? null : from.slice(1, -1), until }] : [];
  });
}

/** Runs a statement that locks the tables. Returns whether it was done. */
async function change(statement: string): Promise<boolean> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN; ${LOCK_TIMEOUT}`);
    const { rows } = await client.query<{ ok: boolean }>(LOCK);
    const isOwner = rows[0]?.ok === true;
    if (isOwner) await client.query(statement);
    await client.query('COMMIT');
    return isOwner;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken = failed;
    });
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Rows for which no partition was there in time, such as of a clock that was wrong, cannot be dropped as a whole. */
async function clearDefaults(oldest: string): Promise<void> {
  for (const [table, column] of [
    ['delivery_report_default', 'id'],
    ['webhook_attempt_default', 'report_id'],
  ] as const) {
    await pool().query(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${column} < $1 LIMIT ${BATCH}))`,
      [oldest],
    );
  }
}
