// Measures a page of the message list for every filter among many stored messages, and the accept rate beside them.
import pg from 'pg';
import type { UserActor } from '@/lib/access/actor';
import { listMessages, listStoredMessages, type MessageFilter } from '@/lib/messages/list-messages';
import { messageListQuery } from '@/lib/messages/list-schema';
import { MESSAGE_STATUSES } from '@/lib/messages/rules';
import { STATUS_GROUP_NAMES } from '@/lib/messages/status-groups';
import { env } from '@/lib/runtime/env';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { copyOfDatabase, throughput } from './keys';
import { withoutIndexes } from './seed';
import { spread, timed } from './statistics';

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000_000);
const BATCH = 500_000;
const DAYS = 90;
const DAY_MS = 86_400_000;
const ROUNDS = 3;
const RECIPIENTS = 1_000_000;
/** Each account's share of the messages, in percent. */
const SHARES = [60, 25, 14, 1];
const KEYS_EACH = 4;
/** The number of a monitor, which receives every hundredth message. */
const MONITOR = '+37255500000';

type Owner = { actor: UserActor; keys: string[] };

/** Measures stored messages on the benchmark's database. */
export async function benchMessages(seconds: number, rounds: number, dir: string): Promise<void> {
  const sender = await makeKey(await makeAccount());
  const owners: Owner[] = [];
  for (const _ of SHARES) {
    const actor = await makeAccount();
    const keys: string[] = [];
    while (keys.length < KEYS_EACH) keys.push((await makeKey(actor)).id);
    owners.push({ actor, keys });
  }
  const empty = await copyOfDatabase('few_messages');
  const tookMs = await timed(() => fill(owners));
  console.log(`\n${MESSAGES.toLocaleString('en')} messages stored in ${Math.round(tookMs / 1_000)} s`);
  await apiPages(owners);
  await consolePages(owners);
  const { key } = sender;
  const tables = { 'empty table': { url: empty, key }, 'full table': { url: env().DATABASE_URL, key } };
  await throughput(tables, seconds, rounds, dir);
}

/**
 * Inserts rows as after months of sending. One in ten has a reference, one key in four is a test key, and the first key of
 * each account sent only in the first days and never failed. Indexes are created at the end, which takes a fifth of the time.
 */
async function fill(owners: Owner[]): Promise<void> {
  // Not from the pool, which has a statement timeout.
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  await withoutIndexes(client, 'message', () => insertMessages(client, owners));
  await client.query('VACUUM ANALYZE message');
  // So that the checkpoint of these writes is not measured.
  await client.query('CHECKPOINT');
  await client.end();
}

async function insertMessages(client: pg.Client, owners: Owner[]): Promise<void> {
  const accounts = SHARES.flatMap((share, index) => Array(share).fill(owners[index]?.actor.accountId));
  const keys = owners.flatMap((owner) => owner.keys.map((key) => ({ account: owner.actor.accountId, key })));
  const startMs = Date.now() - DAYS * DAY_MS;
  for (let first = 0; first < MESSAGES; first += BATCH) {
    await client.query(
      `INSERT INTO message (id, account_id, api_key_id, environment, status, recipient, text, encoding, segments, reference,
                            created_at, run_at, valid_until)
       SELECT (lpad(to_hex(at), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
              account, keys[1 + key_index], CASE key_index WHEN 3 THEN 'test' ELSE 'live' END::environment,
              CASE WHEN key_index = 0 THEN 'delivered' WHEN luck < 9000 THEN 'delivered' WHEN luck < 9400 THEN 'undelivered'
                   WHEN luck < 9600 THEN 'rejected' WHEN luck < 9750 THEN 'expired' WHEN luck < 9850 THEN 'unknown'
                   WHEN luck < 9950 THEN 'submitted' WHEN luck < 9975 THEN 'cancelled' WHEN luck < 9990 THEN 'scheduled'
                   ELSE 'queued' END::message_status,
              CASE WHEN n % 100 = 7 THEN '${MONITOR}' ELSE '+3725' || lpad((luck * 7919 + n) % ${RECIPIENTS} || '', 7, '0') END,
              'Your code is ' || n, 'gsm7', 1, CASE WHEN n % 10 = 0 THEN 'order-' || n END,
              to_timestamp(at / 1000.0), to_timestamp(at / 1000.0), now() + interval '1 day'
       FROM (
         SELECT n, ($1::uuid[])[1 + n % 100] AS account, (hashint4(n + 1) & 1048575) % 10000 AS luck,
                $2::bigint + n::bigint * ${DAYS * DAY_MS} / ${MESSAGES} AS at,
                CASE WHEN n < ${MESSAGES} / 100 THEN 0 ELSE 1 + (hashint4(n) & 65535) % 3 END AS key_index
         FROM generate_series($3::int, $4::int) n
       ) s JOIN (SELECT account AS owner, array_agg(key ORDER BY key) AS keys
                 FROM unnest($5::uuid[], $6::uuid[]) k(account, key) GROUP BY account) k ON k.owner = s.account`,
      [
        accounts,
        startMs,
        first,
        Math.min(first + BATCH, MESSAGES) - 1,
        keys.map(({ account }) => account),
        keys.map(({ key }) => key),
      ],
    );
  }
}

type Query = Record<string, string>;

/** Every filter alone and each pair, with values that are rare or missing; from the newest message and from the middle. */
function queriesFor({ keys }: Owner, cursor: string): Query[] {
  const [old = '', busy = ''] = keys.toSorted();
  const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString();
  const single: Query[] = [
    ...MESSAGE_STATUSES.map((status) => ({ status })),
    { status: 'undelivered,expired,rejected,cancelled' },
    { status: 'scheduled,queued,submitted' },
    { to: MONITOR },
    { to: '+37250000001' },
    { reference: `order-${Math.floor(MESSAGES / 20) * 10}` },
    { reference: 'none' },
    { key: old },
    { key: busy },
    { environment: 'live' },
    { environment: 'test' },
    { created_from: day(1) },
    { created_to: day(DAYS - 1) },
    { created_from: day(31), created_to: day(30) },
  ];
  const pairs = single.flatMap((a, i) => single.slice(i + 1).map((b) => ({ ...a, ...b })));
  const all = [{}, ...single, ...pairs];
  return [...all, ...all.map((query) => ({ ...query, cursor }))];
}

async function apiPages(owners: Owner[]): Promise<void> {
  const times: { query: Query; took: number }[] = [];
  for (const owner of owners) {
    const middle = new Date(Date.now() - (DAYS / 2) * DAY_MS).toISOString();
    const { messages } = await listStoredMessages(owner.actor, messageListQuery.parse({ created_to: middle }));
    const queries = queriesFor(owner, messages[0]?.id ?? '');
    for (let round = 0; round < ROUNDS; round++) {
      for (const query of queries) {
        const parsed = messageListQuery.safeParse(query);
        if (!parsed.success) continue;
        times.push({ query, took: await timed(() => listStoredMessages(owner.actor, parsed.data)) });
      }
    }
  }
  const slowest = times.toSorted((a, b) => b.took - a.took).slice(0, 3);
  console.log(
    `\nGET /api/sms among ${MESSAGES.toLocaleString('en')}, ${times.length} requests of ${owners.length} accounts`,
  );
  console.log(`  ${spread(times.map(({ took }) => took))}`);
  for (const { query, took } of slowest) console.log(`  ${Math.round(took)} ms ${JSON.stringify(query)}`);
}

async function consolePages(owners: Owner[]): Promise<void> {
  const times: number[] = [];
  for (const { actor, keys } of owners) {
    const search = { recipient: MONITOR, reference: MONITOR };
    const since = { from: new Date(Date.now() - DAY_MS) };
    const filters: MessageFilter[] = [{}, { search }, { apiKeyId: keys.toSorted()[1] }, since];
    const all = filters.flatMap((filter) => [filter, ...STATUS_GROUP_NAMES.map((group) => ({ ...filter, group }))]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const filter of all) times.push(await timed(() => listMessages(actor, filter)));
    }
  }
  console.log(`\nPage of Messages in the console: ${spread(times)}`);
}
