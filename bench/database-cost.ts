// Work in PostgreSQL between two moments, from its statistics views.
import type pg from 'pg';

type TableCounters = {
  inserted: number;
  updated: number;
  /** Updates that wrote no index entry (heap-only tuples). */
  hot: number;
  deleted: number;
  /** Index entries read. */
  entriesRead: number;
  /** Indexes over all rows. */
  fullIndexes: number;
  /** Indexes with a WHERE: whether a row version has an entry in them is not counted by PostgreSQL. */
  partialIndexes: number;
};

export type DatabaseCounters = {
  commits: number;
  walBytes: number;
  walRecords: number;
  /** Statements, if pg_stat_statements is loaded. */
  statements: number | null;
  tables: ReadonlyMap<string, TableCounters>;
};

/** What one message cost. Index entries written are a range: without and with all partial indexes. */
export type DatabaseCost = {
  versions: number;
  inserted: number;
  updated: number;
  hotShare: number;
  deleted: number;
  entriesWritten: [least: number, most: number];
  entriesRead: number;
  walBytes: number;
  walRecords: number;
  commits: number;
  statements: number | null;
  /** Row versions by table, the largest first. */
  tables: [name: string, versions: number][];
};

const DATABASE = `
  SELECT d.xact_commit::float8 AS commits, w.wal_bytes::float8 AS "walBytes", w.wal_records::float8 AS "walRecords"
  FROM pg_stat_database d, pg_stat_wal w WHERE d.datname = current_database()`;

const TABLES = `
  SELECT t.relname AS name, n_tup_ins::float8 AS inserted, n_tup_upd::float8 AS updated, n_tup_hot_upd::float8 AS hot,
         n_tup_del::float8 AS deleted, i.read::float8 AS "entriesRead", i."full"::int AS "fullIndexes",
         i.partial::int AS "partialIndexes"
  FROM pg_stat_user_tables t, LATERAL (
    SELECT COALESCE(sum(s.idx_tup_read), 0) AS read, count(*) FILTER (WHERE x.indpred IS NULL) AS "full",
           count(*) FILTER (WHERE x.indpred IS NOT NULL) AS partial
    FROM pg_index x JOIN pg_stat_user_indexes s ON s.indexrelid = x.indexrelid WHERE x.indrelid = t.relid
  ) i`;

/** Reads the counters. Sessions report theirs at the latest 10 s after their last statement. */
export async function readCounters(client: pg.ClientBase): Promise<DatabaseCounters> {
  type Totals = Pick<DatabaseCounters, 'commits' | 'walBytes' | 'walRecords'>;
  const { rows: totals } = await client.query<Totals>(DATABASE);
  const { rows: tables } = await client.query<TableCounters & { name: string }>(TABLES);
  if (!totals[0]) throw new Error('PostgreSQL has no statistics of this database');
  return {
    ...totals[0],
    statements: await statementsOf(client),
    tables: new Map(tables.map(({ name, ...counters }) => [name, counters])),
  };
}

async function statementsOf(client: pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query("SELECT to_regclass('pg_stat_statements') IS NOT NULL AS loaded");
  if (!rows[0].loaded) return null;
  return (await client.query('SELECT sum(calls)::float8 AS calls FROM pg_stat_statements')).rows[0].calls;
}

/** Returns the work between two readings per message. */
export function costPerMessage(before: DatabaseCounters, after: DatabaseCounters, messages: number): DatabaseCost {
  const each = (total: number) => total / messages;
  const tables = [...after.tables].map(([name, now]) => ({ name, ...difference(before.tables.get(name), now) }));
  const sum = (figure: (table: (typeof tables)[number]) => number) =>
    each(tables.reduce((total, table) => total + figure(table), 0));
  const indexed = ({ inserted, updated, hot }: TableCounters) => inserted + updated - hot;
  const updated = sum((table) => table.updated);
  return {
    versions: sum(versionsOf),
    inserted: sum((table) => table.inserted),
    updated,
    hotShare: updated === 0 ? 0 : sum((table) => table.hot) / updated,
    deleted: sum((table) => table.deleted),
    entriesWritten: [
      sum((table) => indexed(table) * table.fullIndexes),
      sum((table) => indexed(table) * (table.fullIndexes + table.partialIndexes)),
    ],
    entriesRead: sum((table) => table.entriesRead),
    walBytes: each(after.walBytes - before.walBytes),
    walRecords: each(after.walRecords - before.walRecords),
    commits: each(after.commits - before.commits),
    statements:
      after.statements === null || before.statements === null ? null : each(after.statements - before.statements),
    tables: tables
      .map((table): [string, number] => [table.name, each(versionsOf(table))])
      .filter(([, versions]) => versions >= 0.005)
      .sort(([, a], [, b]) => b - a),
  };
}

const versionsOf = ({ inserted, updated, deleted }: TableCounters) => inserted + updated + deleted;

function difference(before: TableCounters | undefined, after: TableCounters): TableCounters {
  if (!before) return after;
  return {
    ...after,
    inserted: after.inserted - before.inserted,
    updated: after.updated - before.updated,
    hot: after.hot - before.hot,
    deleted: after.deleted - before.deleted,
    entriesRead: after.entriesRead - before.entriesRead,
  };
}

/** Describes the cost of one message in two lines. */
export function describeCost(cost: DatabaseCost): string[] {
  const short = (value: number) => value.toFixed(value < 10 ? 2 : 0);
  const [least, most] = cost.entriesWritten.map(short);
  return [
    `${short(cost.versions)} row versions (${short(cost.inserted)} inserted, ${short(cost.updated)} updated, ` +
      `${Math.round(cost.hotShare * 100)} % of them HOT, ${short(cost.deleted)} deleted), ` +
      `${least === most ? least : `${least} to ${most}`} index entries written, ${short(cost.entriesRead)} read, ` +
      `${Math.round(cost.walBytes)} bytes of WAL in ${short(cost.walRecords)} records, ${short(cost.commits)} commits` +
      (cost.statements === null ? '' : `, ${short(cost.statements)} statements`),
    cost.tables.map(([name, versions]) => `${name} ${short(versions)}`).join(', '),
  ];
}
