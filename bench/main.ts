// Runs the short parts, or those named on the command line. Compare ratios: absolute figures depend on the machine.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pool } from '@/lib/database/db';
import { makeAccount } from '@/lib/testing/factories';
import { startPostgres } from '@/server/postgres/embedded';
import { migrate } from '@/server/postgres/migrate';
import { benchAccounts } from './accounts';
import { benchBloat } from './bloat';
import { benchDeliveryLog } from './delivery-log';
import { benchDrain } from './drain';
import { benchFailover } from './failover';
import { benchFaults } from './faults';
import { benchFlood } from './flood';
import { benchBatch, benchGate, benchLatency, makeGateKey } from './gate';
import { benchHeld } from './held';
import { benchHostile } from './hostile';
import { benchKeys } from './keys';
import { benchDead, benchPriority } from './lanes';
import { benchLimits } from './limits';
import { tool } from './load';
import { benchMemory } from './memory';
import { benchMessages } from './messages';
import { benchNemesis } from './nemesis';
import { benchPoison } from './poison';
import { benchRefused } from './refused';
import { benchReportBacklog } from './report-backlog';
import { benchReportEndpoints } from './report-endpoints';
import { benchWhole } from './whole';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
/** Of the parts that measure a sustained load. */
const SUSTAINED_SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const SUSTAINED_ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const HOLD_SECONDS = Number(process.env.BENCH_HOLD_SECONDS ?? 600);
const QUEUED_MESSAGES = Number(process.env.BENCH_MESSAGES ?? 1_000_000);
const HOSTILE_MESSAGES = Number(process.env.BENCH_HOSTILE_MESSAGES ?? 100_000);
const DUE_REPORTS = Number(process.env.BENCH_DUE_REPORTS ?? 300_000);
const NEMESIS_SECONDS = Number(process.env.BENCH_NEMESIS_SECONDS ?? 240);
const MEMORY_SECONDS = Number(process.env.BENCH_MEMORY_SECONDS ?? 300);

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-bench-'));
const ring = () => `k:${randomBytes(32).toString('base64')}`;

const postgres = await startPostgres({ dataDir: path.join(dir, 'postgres') });
Object.assign(process.env, {
  DATABASE_URL: postgres.url,
  SECRETS_KEYS: ring(),
  SECRETS_PEPPERS: ring(),
  // Ports 1 and 9: receivers of reports that are not sent.
  WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8,127.0.0.1:1,127.0.0.1:9',
  LOG_LEVEL: 'warn',
  NODE_ENV: 'production',
});

try {
  await migrate(postgres.url, path.resolve('prisma/migrations'));
  const key = await makeGateKey(await makeAccount());
  const { rows } = await pool().query<{ version: string }>("SELECT current_setting('server_version') AS version");
  console.log(
    `Node ${process.versions.node}, PostgreSQL ${rows[0]?.version} with fsync, ${os.cpus().length} cores, load by ${tool}, ` +
      `${ROUNDS} rounds of ${SECONDS} s each (sustained loads ${SUSTAINED_ROUNDS} of ${SUSTAINED_SECONDS} s), median.\n`,
  );
  const parts = partsFor(key);
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !parts.short[name] && !parts.long[name]);
  if (unknown.length > 0) throw new Error(`unknown parts: ${unknown.join(', ')}`);
  for (const [name, run] of Object.entries(parts.short)) if (named.length === 0 || named.includes(name)) await run();
  for (const [name, run] of Object.entries(parts.long)) if (named.includes(name)) await run();
} finally {
  await pool().end();
  await postgres.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}

type Parts = Record<string, () => Promise<void>>;

/** The long parts take minutes to an hour each and run only by name. */
function partsFor(key: string): { short: Parts; long: Parts } {
  return {
    short: {
      gate: () => benchGate(key, SECONDS, ROUNDS, dir),
      batch: () => benchBatch(key),
      limits: () => benchLimits(SECONDS, ROUNDS, dir),
      refused: () => benchRefused(key),
      worker: () => benchLatency(key),
      flood: () => benchFlood(SECONDS, ROUNDS, dir),
      poison: () => benchPoison(key, ROUNDS),
      failover: () => benchFailover(dir),
      faults: () => benchFaults(dir, process.env.BENCH_FAULTS?.split(',') ?? []),
      memory: () => benchMemory(key, MEMORY_SECONDS, dir),
      keys: () => benchKeys(SECONDS, ROUNDS, dir),
      accounts: () => benchAccounts(),
      messages: () => benchMessages(SECONDS, ROUNDS, dir),
    },
    long: {
      whole: () => benchWhole(SUSTAINED_SECONDS, SUSTAINED_ROUNDS, dir),
      nemesis: () => benchNemesis(NEMESIS_SECONDS, dir),
      smpp: () => benchWhole(SUSTAINED_SECONDS, SUSTAINED_ROUNDS, dir, 'smpp'),
      hostile: () => benchHostile(HOSTILE_MESSAGES, dir),
      priority: () => benchPriority(QUEUED_MESSAGES, dir),
      dead: () => benchDead(QUEUED_MESSAGES, SUSTAINED_SECONDS, SUSTAINED_ROUNDS, dir),
      drain: () => benchDrain(QUEUED_MESSAGES),
      log: () => benchDeliveryLog(),
      reports: async () => {
        await benchReportBacklog(DUE_REPORTS, dir);
        await benchReportEndpoints(SUSTAINED_SECONDS, SUSTAINED_ROUNDS);
      },
      held: () => benchHeld(HOLD_SECONDS, dir),
      bloat: () => benchBloat(QUEUED_MESSAGES, SUSTAINED_SECONDS, HOLD_SECONDS),
    },
  };
}
