// Measures a page of a long audit log, its verification, and a page of many members.
import pg from 'pg';
import type { UserActor } from '@/lib/access/actor';
import { listMembers } from '@/lib/accounts/members/queries';
import { MEMBER_PAGE_SIZE, memberFilterSchema } from '@/lib/accounts/members/schema';
import { AUDIT_ACTIONS } from '@/lib/audit/actions';
import { type AuditFilter, listAuditActors, listAuditEvents } from '@/lib/audit/queries';
import { SYSTEM_ACTOR } from '@/lib/audit/schema';
import { verifyAudit } from '@/lib/audit/verify';
import { pool } from '@/lib/database/db';
import { env } from '@/lib/runtime/env';
import { makeAccount } from '@/lib/testing/factories';
import { spread, timed } from './statistics';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const PEOPLE = 40;
const MEMBERS = 50_000;
const DAYS = 90;
const DAY_MS = 86_400_000;
const ROUNDS = 4;

/** Measures the account pages on the benchmark's database. */
export async function benchAccounts(): Promise<void> {
  const actor = await makeAccount();
  await fillAudit(actor.accountId);
  await pages(actor);
  await verification();
  await members(actor);
}

/** Writes a log as the trigger would, by a few dozen users and keys over three months, with some rare actions. */
async function fillAudit(accountId: string): Promise<void> {
  // Not from the pool, which has a statement timeout.
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  await client.query(`DO $$
    DECLARE
      e audit_event%ROWTYPE;
      names text[] := '{${AUDIT_ACTIONS.join(',')}}';
      start_ms bigint := (extract(epoch FROM now()) * 1000)::bigint - ${DAYS * DAY_MS};
    BEGIN
      SET LOCAL session_replication_role = replica;
      e.account_id := '${accountId}'; e.chain := e.account_id; e.hash := '\\x'; e.ip := '203.0.113.9';
      FOR i IN 1..${EVENTS} LOOP
        e.seq := i; e.prev_hash := e.hash;
        e.at := to_timestamp((start_ms + i::bigint * ${DAYS * DAY_MS} / ${EVENTS}) / 1000.0);
        e.id := (lpad(to_hex(start_ms + i::bigint * ${DAYS * DAY_MS} / ${EVENTS}), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' || substr(md5(i::text), 1, 15))::uuid;
        e.actor_kind := CASE WHEN i % 50 = 0 THEN 'system' WHEN i % 3 = 0 THEN 'key' ELSE 'user' END;
        e.actor_id := CASE WHEN i % 50 = 0 THEN NULL ELSE md5('actor ' || (i % ${PEOPLE}))::uuid END;
        e.actor_name := 'person ' || (i % ${PEOPLE});
        e.action := CASE WHEN i % 1000 = 0 THEN names[1 + (i / 1000) % array_length(names, 1)] ELSE (ARRAY['key.created','key.copied','key.updated','key.disabled'])[1 + i % 4] END;
        e.target_kind := 'key'; e.target_id := md5('key ' || (i % 5000))::uuid;
        e.detail := jsonb_build_object('what', 'name', 'before', 'Key ' || i, 'after', 'Key ' || (i + 1));
        e.hash := audit_event_hash(e);
        INSERT INTO audit_event SELECT e.*;
      END LOOP;
      INSERT INTO audit_head VALUES (e.chain, e.seq, e.hash);
    END $$`);
  await client.query('VACUUM ANALYZE audit_event');
  await client.end();
}

async function pages(actor: UserActor): Promise<void> {
  const people = await listAuditActors(actor);
  const middle = (await listAuditEvents(actor, { until: new Date(Date.now() - (DAYS / 2) * DAY_MS) })).rows[0];
  const oldest = new Date(Date.now() - (DAYS - 1) * DAY_MS);
  const actorFilters: AuditFilter[] = [
    {},
    { actor: SYSTEM_ACTOR },
    ...people.slice(0, 3).map(({ id }) => ({ actor: id })),
  ];
  const actionFilters: AuditFilter[] = [{}, ...AUDIT_ACTIONS.map((action) => ({ action }))];
  const timeFilters: AuditFilter[] = [
    {},
    { from: new Date(Date.now() - DAY_MS) },
    { until: oldest },
    { before: middle?.id },
    { after: middle?.id },
  ];
  const targetFilters: AuditFilter[] = [{}, { target: middle?.targetId ?? undefined }];
  const filters = actorFilters.flatMap((a) =>
    actionFilters.flatMap((b) => timeFilters.flatMap((c) => targetFilters.map((d) => ({ ...a, ...b, ...c, ...d })))),
  );
  const times: { filter: AuditFilter; took: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const filter of filters) times.push({ filter, took: await timed(() => listAuditEvents(actor, filter)) });
  }
  const actors = await timed(() => listAuditActors(actor));
  const worst = times.reduce((a, b) => (b.took > a.took ? b : a));
  console.log(`\nPage of the audit log, ${EVENTS.toLocaleString('en')} events, ${filters.length} filters × ${ROUNDS}`);
  console.log(
    `  ${spread(times.map(({ took }) => took))} ${JSON.stringify(worst.filter)}; list of actors: ${Math.round(actors)} ms`,
  );
}

/** Measures pages of members in a large account, each member with a session. */
async function members(actor: UserActor): Promise<void> {
  await pool().query(
    `WITH people AS (
       INSERT INTO app_user (id, email, username, password_hash)
       SELECT gen_random_uuid(), 'many' || n || '@example.com', 'many' || n, '' FROM generate_series(2, ${MEMBERS}) n RETURNING id
     ), belonging AS (
       INSERT INTO member (account_id, user_id, role) SELECT $1, id, 'basic' FROM people RETURNING user_id
     )
     INSERT INTO session (id, user_id, account_id, expires_at)
     SELECT gen_random_uuid(), user_id, $1, now() + interval '1 day' FROM belonging`,
    [actor.accountId],
  );
  // As autovacuum would.
  await pool().query('VACUUM (ANALYZE)');
  const last = Math.ceil(MEMBERS / MEMBER_PAGE_SIZE);
  const inputs = [
    ...[1, 2, Math.round(last / 2), last].map((page) => ({ page })),
    { search: 'many999' },
    { search: 'no match' },
  ];
  const filters = inputs.map((input) => memberFilterSchema.parse(input));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS * ROUNDS; round++) {
    for (const filter of filters) times.push(await timed(() => listMembers(actor, filter)));
  }
  console.log(`\nPage of members, ${MEMBERS.toLocaleString('en')} in the account: ${spread(times)}`);
}

async function verification(): Promise<void> {
  const before = process.memoryUsage().rss;
  let verdict: Awaited<ReturnType<typeof verifyAudit>> | undefined;
  const took = await timed(async () => {
    verdict = await verifyAudit({ kind: 'system', name: 'bench', accountId: null });
  });
  const grown = Math.round((process.memoryUsage().rss - before) / 1024 / 1024);
  console.log(
    `\nVerifying the audit log: ${verdict?.events.toLocaleString('en')} events, ${verdict?.faults} errors, ${(took / 1000).toFixed(1)} s, memory grown by ${grown} MiB`,
  );
}
