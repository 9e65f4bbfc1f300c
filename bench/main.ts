// Throughput of POST /api/sms against what is possible at all, in one run on one machine: read the ratios, not the figures.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { db, pool } from '@/lib/db';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { startPostgres } from '@/server/postgres/embedded';
import { migrate } from '@/server/postgres/migrate';
import { benchAccounts } from './accounts';
import { benchKeys } from './keys';
import { load, tool } from './load';
import { median } from './median';
import { benchMessages } from './messages';
import { start, stop } from './processes';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = [1, 32, 128];
const LATENCY_MESSAGES = 200;

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-bench-'));
const ring = () => `k:${randomBytes(32).toString('base64')}`;

const postgres = await startPostgres({ dataDir: path.join(dir, 'postgres') });
Object.assign(process.env, {
  DATABASE_URL: postgres.url,
  SECRETS_KEYS: ring(),
  SECRETS_PEPPERS: ring(),
  LOG_LEVEL: 'warn',
  NODE_ENV: 'production',
});

try {
  await migrate(postgres.url, path.resolve('prisma/migrations'));
  const { key } = await makeKey(await makeAccount());
  const { rows } = await pool().query<{ version: string }>("SELECT current_setting('server_version') AS version");
  console.log(
    `Node ${process.versions.node}, PostgreSQL ${rows[0]?.version} with fsync, ${os.cpus().length} cores, load by ${tool}, ` +
      `${ROUNDS} rounds of ${SECONDS} s each, median.\n`,
  );
  const parts = process.argv.slice(2);
  const wanted = (part: string) => parts.length === 0 || parts.includes(part);
  if (wanted('gate')) await throughput(key);
  if (wanted('worker')) await latency(key);
  if (wanted('keys')) await benchKeys(SECONDS, ROUNDS, dir);
  if (wanted('accounts')) await benchAccounts();
  if (wanted('messages')) await benchMessages(SECONDS, ROUNDS, dir);
} finally {
  await pool().end();
  await postgres.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}

/** Candidates take turns within each round, so that a slow minute of the machine hits them all. */
async function throughput(key: string): Promise<void> {
  const candidates = {
    ceiling: { entry: 'bench/ceiling.mjs', path: '/' },
    postern: { entry: 'web.mjs', path: '/api/sms' },
    'through Next': { entry: 'bench/through-next.mjs', path: '/api/sms' },
  };
  const samples = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { entry, path: at }] of Object.entries(candidates)) {
      const { child, port } = await start(entry, { POSTERN_ROLE: 'api' });
      const url = `http://127.0.0.1:${port}${at}`;
      await load(url, key, 8, 1, dir);
      for (const connections of CONNECTIONS) {
        const { requestsPerS, failed } = await load(url, key, connections, SECONDS, dir);
        if (failed > 0) throw new Error(`${name}: ${failed} requests failed`);
        samples.set(`${name}/${connections}`, [...(samples.get(`${name}/${connections}`) ?? []), requestsPerS]);
      }
      await stop(child);
    }
    await pool().query('TRUNCATE message');
  }
  const figure = (name: string, connections: number) => median(samples.get(`${name}/${connections}`) ?? []);
  console.log('POST /api/sms, accepted per second');
  console.log('connections   bare ceiling   postern   through Next   of ceiling   × Next');
  for (const connections of CONNECTIONS) {
    const [ceiling, postern, next] = ['ceiling', 'postern', 'through Next'].map((name) => figure(name, connections));
    if (!ceiling || !postern || !next) throw new Error('a candidate was not measured');
    const cells = [connections, Math.round(ceiling), Math.round(postern), Math.round(next)];
    const ratios = [(postern / ceiling).toFixed(2), (postern / next).toFixed(1)];
    const widths = [11, 15, 10, 15, 13, 9];
    console.log([...cells, ...ratios].map((cell, i) => String(cell).padStart(widths[i] ?? 0)).join(''));
  }
}

/** Accepted → handed to the carrier, on an idle system: one message at a time. */
async function latency(key: string): Promise<void> {
  const web = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const worker = await start('worker.mjs', {});
  const ids: string[] = [];
  for (let i = 0; i < LATENCY_MESSAGES; i++) {
    const answer = await fetch(`http://127.0.0.1:${web.port}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ to: '+37255550000', text: `n ${i}` }),
    });
    ids.push(((await answer.json()) as { id: string }).id);
    await sleep(20);
  }
  await sleep(2_000);
  const messages = await db().message.findMany({ where: { id: { in: ids }, submittedAt: { not: null } } });
  const waits = messages.map((row) => Number(row.submittedAt) - Number(row.createdAt)).sort((a, b) => a - b);
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))];
  console.log(
    `\nAccepted → submitted, idle system: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${waits.length})`,
  );
  await stop(web.child);
  await stop(worker.child);
}
