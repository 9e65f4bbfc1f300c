// Measures the key check inside the process, the accept rate with a million keys and with a long address list, pages of many
// keys, and the time until a change applies in another process.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { withVerifiedKey } from '@/lib/acceptance/authentication/authenticate';
import type { UserActor } from '@/lib/access/actor';
import { resetSingleton } from '@/lib/base/process-singleton';
import { pool } from '@/lib/database/db';
import { setIpRestriction } from '@/lib/keys/commands/configure-key';
import { rotateKey } from '@/lib/keys/commands/rotate-key';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { listKeys } from '@/lib/keys/queries/list-keys';
import { KEY_SORTS, type KeyFilterInput } from '@/lib/keys/schema';
import { env } from '@/lib/runtime/env';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { type Target, warmUp } from './load';
import { start, stop } from './processes';
import { median } from './statistics';
import { rate, ratio, takeTurns } from './turns';

const MANY = Number(process.env.BENCH_KEYS ?? 1_000_000);
const HOT_KEYS = 1_000;
const CHECKS_PER_S = 10_000;
const CHECK_SECONDS = 5;
const TABLE_KEYS = 100_000;
const CONNECTIONS = 32;

const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** Measures keys on the benchmark's database. */
export async function benchKeys(seconds: number, rounds: number, dir: string): Promise<void> {
  const actor = await makeAccount();
  const keys: Awaited<ReturnType<typeof makeKey>>[] = [];
  while (keys.length < HOT_KEYS) keys.push(await makeKey(actor));
  const [hot] = keys;
  if (!hot) throw new Error('no key was created');
  const restricted = await makeKey(actor);
  const list = ['127.0.0.1', ...Array.from({ length: 999 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`)].join('\n');
  await setIpRestriction(actor, { id: restricted.id, active: true, mode: 'allow', list });
  const small = await copyOfDatabase('few_keys');
  await fill((await makeAccount()).accountId, MANY);
  const stored = (count: number) => `${count.toLocaleString('en')} stored keys`;
  const gates = {
    [stored(HOT_KEYS)]: { url: small, key: hot.key },
    [stored(MANY)]: { url: env().DATABASE_URL, key: hot.key },
    'allow-list of 1,000 ranges': { url: small, key: restricted.key },
  };
  await throughput(gates, seconds, rounds, dir);
  await checks(keys.map(({ key }) => key));
  await propagation(actor);
  await tables();
}

/** Copies the database to a new one called `name`. Returns its URL. */
export async function copyOfDatabase(name: string): Promise<string> {
  const url = new URL(env().DATABASE_URL);
  const source = url.pathname.slice(1);
  await pool().end();
  for (const singleton of ['pool', 'prisma']) resetSingleton(singleton);
  const admin = new URL(url);
  admin.pathname = '/template1';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE "${source}"`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** Inserts rows directly, since only their number matters. */
async function fill(accountId: string, count: number): Promise<void> {
  const client = await pool().connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query(
      `WITH created AS (
         INSERT INTO api_key (id, account_id, type, environment, name, description, key_id, hint, enabled, webhook_secret, created_at,
                              ip_restricted, ip_mode, copyable, created_by_name)
         SELECT gen_random_uuid(), $1::uuid, CASE n % 5 WHEN 0 THEN 'basic' WHEN 1 THEN 'hmac' ELSE 'auth' END::key_type,
                CASE n % 7 WHEN 0 THEN 'test' ELSE 'live' END::environment, 'Key ' || md5(n::text), 'Number ' || n,
                CASE WHEN n % 5 < 2 THEN 'xk_' || n || '_' || substr($1::uuid::text, 25) END, substr(md5(n::text), 1, 8), n % 9 <> 0, 'v1.none',
                now() - n * interval '1 minute', n % 4 = 0, CASE n % 3 WHEN 0 THEN 'lock' ELSE 'allow' END::ip_mode, true, 'user' || n % 20
         FROM generate_series(1, $2::int) n RETURNING *
       ), usage AS (
         INSERT INTO api_key_usage (api_key_id, account_id, times_used, last_used_at, type, environment, enabled, ip_restricted, ip_mode)
         SELECT id, account_id, (random() * 1e6)::bigint, now() - random() * interval '90 days', type, environment, enabled,
                ip_restricted, ip_mode FROM created
       )
       INSERT INTO api_key_secret (id, api_key_id, account_id, digest, pepper_id, hint)
       SELECT gen_random_uuid(), id, account_id, sha256(id::text::bytea), 'none', 'aaaabbbb' FROM created`,
      [accountId, count],
    );
    await client.query('VACUUM ANALYZE api_key, api_key_usage, api_key_secret');
    // So that the checkpoint of these writes is not measured.
    await client.query('CHECKPOINT');
  } finally {
    client.release();
  }
}

/**
 * Measures the accept rate for a key of each database, in turns at 32 connections. Prints it with its ratio to the first one.
 */
export async function throughput(
  databases: Record<string, { url: string; key: string }>,
  seconds: number,
  rounds: number,
  dir: string,
): Promise<void> {
  const children: ChildProcess[] = [];
  const targets = new Map<string, Target>();
  for (const [name, { url, key }] of Object.entries(databases)) {
    const { child, port } = await start('web.mjs', { POSTERN_ROLE: 'api', DATABASE_URL: url });
    children.push(child);
    const target = { url: `http://127.0.0.1:${port}/api/sms`, key };
    targets.set(name, target);
    await warmUp(target, dir);
  }
  const samples = await takeTurns(targets, { connections: CONNECTIONS, seconds, rounds, dir });
  for (const child of children) await stop(child);
  const [first = []] = samples.values();
  console.log(`\nPOST /api/sms at ${CONNECTIONS} connections, accepted per second`);
  for (const [name, own] of samples) {
    console.log(`  ${name.padEnd(28)} ${Math.round(median(own.map(rate)))} (${ratio(own, first, rate).toFixed(2)})`);
  }
}

/** Measures the key check alone, in this process, at a constant rate. */
async function checks(keys: string[]): Promise<void> {
  const check = (key: string) =>
    withVerifiedKey({ kind: 'auth', authKey: key, via: 'header' }, '127.0.0.1', async () => true);
  await Promise.all(keys.map(check));
  const waits: number[] = [];
  const perTick = CHECKS_PER_S / 200;
  const until = performance.now() + CHECK_SECONDS * 1_000;
  while (performance.now() < until) {
    const tickEnds = performance.now() + 5;
    for (let i = 0; i < perTick; i++) {
      const startedMs = performance.now();
      await check(keys[Math.floor(Math.random() * keys.length)] ?? '');
      waits.push(performance.now() - startedMs);
    }
    await sleep(Math.max(0, tickEnds - performance.now()));
  }
  waits.sort((a, b) => a - b);
  const rate = Math.round(waits.length / CHECK_SECONDS);
  console.log(
    `\nKey check, ${MANY.toLocaleString('en')} stored, ${rate} a second: p50 ${ms(at(waits, 0.5))}, p99 ${ms(at(waits, 0.99))}`,
  );
}

type UsableKey = { id: string; key: string };

/** Changes that must apply at once. Each returns a function that makes the key usable again: it returns the key, or null. */
const CHANGES: Record<string, (actor: UserActor, known: UsableKey) => Promise<() => Promise<UsableKey | null>>> = {
  disabled: async (actor, known) => {
    await setKeysEnabled(actor, [known.id], false);
    return async () => {
      await setKeysEnabled(actor, [known.id], true);
      return known;
    };
  },
  restricted: async (actor, known) => {
    const restriction = { id: known.id, mode: 'allow', list: '203.0.113.9' } as const;
    await setIpRestriction(actor, { ...restriction, active: true });
    return async () => {
      await setIpRestriction(actor, { ...restriction, active: false });
      return known;
    };
  },
  'rotated now': async (actor, known) => {
    const fresh = await rotateKey(actor, { id: known.id, overlapS: 0 });
    return async () => (fresh.type === 'auth' ? fresh : null);
  },
  deleted: async (actor, known) => {
    await deleteKeys(actor, [known.id]);
    return async () => null;
  },
};
const CHANGE_ROUNDS = 20;

/** Measures the time from the change to the first refusal, in two other processes that both have the key cached. */
async function propagation(actor: UserActor): Promise<void> {
  const gates = [await start('web.mjs', { POSTERN_ROLE: 'api' }), await start('web.mjs', { POSTERN_ROLE: 'api' })];
  const send = async (port: number, key: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: '{"to":"+37255555555","text":"x"}',
    });
    await response.arrayBuffer();
    return response.status;
  };
  console.log('\nA key is changed in one process: the next requests to two others that have it cached');
  for (const [name, change] of Object.entries(CHANGES)) {
    let known: UsableKey | null = null;
    let accepted = 0;
    const waits: number[] = [];
    for (let round = 0; round < CHANGE_ROUNDS; round++) {
      const current: UsableKey = known ?? (await makeKey(actor));
      for (const { port } of gates) {
        if ((await send(port, current.key)) !== 202) throw new Error('a usable key was refused');
      }
      const restore = await change(actor, current);
      const changedMs = performance.now();
      for (const { port } of gates) {
        if ((await send(port, current.key)) === 202) accepted++;
        waits.push(performance.now() - changedMs);
      }
      known = await restore();
    }
    const slowest = ms(Math.max(...waits));
    console.log(`  ${name.padEnd(12)} ${accepted} of ${waits.length} accepted; refused within ${slowest}`);
  }
  for (const { child } of gates) await stop(child);
}

const FILTERS: KeyFilterInput[] = [
  {},
  { type: 'hmac' },
  { status: 'disabled' },
  { environment: 'test' },
  { restriction: 'lock' },
];
const SEARCHES: KeyFilterInput[] = [{ search: randomBytes(2).toString('hex') }, { search: 'number 777' }];
/** The first page, a near one, a middle one and the last. */
const PAGES = [1, 50, 2_500, 100_000];

/** Measures pages of an account with 100,000 keys, by sort, filter and page number. */
async function tables(): Promise<void> {
  const actor = await makeAccount();
  await fill(actor.accountId, TABLE_KEYS);
  const browsing = await pages(actor, FILTERS);
  const searching = await pages(actor, SEARCHES);
  console.log(`\nPage of keys, ${TABLE_KEYS.toLocaleString('en')} in the account, all sorts, filters and page numbers`);
  report('without a search', browsing);
  report('with a search', searching);
  report('all', [...browsing, ...searching]);
}

type Timing = { ms: number; query: string };

async function pages(actor: UserActor, filters: KeyFilterInput[]): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (const filter of filters) {
    for (const sort of KEY_SORTS) {
      for (const page of PAGES) {
        for (const direction of ['asc', 'desc'] as const) {
          const query = { ...filter, sort, page, direction };
          const startedMs = performance.now();
          await listKeys(actor, query);
          timings.push({ ms: performance.now() - startedMs, query: JSON.stringify(query) });
        }
      }
    }
  }
  return timings;
}

function report(title: string, timings: Timing[]): void {
  const sorted = [...timings].sort((a, b) => a.ms - b.ms);
  const values = sorted.map(({ ms }) => ms);
  const worst = sorted.at(-1);
  console.log(
    `  ${title.padEnd(17)} ${values.length} pages: p50 ${ms(at(values, 0.5))}, p95 ${ms(at(values, 0.95))}, worst ${ms(worst?.ms ?? 0)} ${worst?.query}`,
  );
}
