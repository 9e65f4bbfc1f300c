import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { db, pool } from '@/lib/db';
import { makeAccount, makeKey, approveSender } from '@/lib/testing/factories';
import { startPostgres } from '@/server/postgres/embedded';
import { migrate } from '@/server/postgres/migrate';
import { start, stop } from './processes';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'edge-product-'));
const ring = () => `k:${randomBytes(32).toString('base64')}`;
const postgres = await startPostgres({ dataDir: path.join(dir, 'postgres') });
Object.assign(process.env, { DATABASE_URL: postgres.url, SECRETS_KEYS: ring(), SECRETS_PEPPERS: ring(), WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8', LOG_LEVEL: 'warn', NODE_ENV: 'production' });
try {
  await migrate(postgres.url, path.resolve('prisma/migrations'));
  const actor = await makeAccount();
  await approveSender(actor, 'Acme');
  const { key } = await makeKey(actor);
  const web = await start('web.mjs', { POSTERN_ROLE: 'all' });
  const worker = await start('worker.mjs', {});
  console.log('up', web.port, web.child.pid, worker.child.pid);
  const nasty = fc.oneof(fc.constantFrom<unknown>('', ' ', '\0', '\ud800', '😀', '\u200b', '\u3164', null, 0, -1, 1e21, [], {}, [[]], [null], 'x'.repeat(5000), true), fc.jsonValue({ maxDepth: 3 }));
  const good: Record<string, fc.Arbitrary<unknown>> = {
    to: fc.constantFrom<unknown>('+37255555555', '+37255559001', '+37255559009', ['+37255555555', '+37255559003']),
    text: fc.string({ unit: 'grapheme', minLength: 1 }),
    from: fc.constantFrom('Acme', 'x'), autoconvert: fc.constantFrom<unknown>('full', 'ON', true),
    send_at: fc.date({ noInvalidDate: true }).map((d) => d.toJSON()), validity: fc.integer({ min: -1, max: 20000 }),
    priority: fc.constantFrom('low', 'HIGH'), reference: fc.string({ unit: 'binary' }), metadata: fc.dictionary(fc.string(), fc.string()),
    ...(process.env.FUZZ_DLR ? { dlr_url: fc.oneof(fc.webUrl(), nasty) } : { dlr_url: fc.constant('http://127.0.0.1:9/x') }),
  };
  const names = Object.keys(good);
  const message = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }).chain((ns) => fc.record(Object.fromEntries(ns.map((n) => [n, n === 'dlr_url' ? good[n]! : fc.oneof({ weight: 3, arbitrary: good[n]! }, nasty)])), { noNullPrototype: true })).map((c) => ({ to: '+37255555555', text: 'Hello', ...c }));
  const agents = { hot: new http.Agent({ keepAlive: true }), node: new http.Agent({ keepAlive: true }) };
  const post = (reader: 'hot' | 'node', body: string, type = 'application/json') => new Promise<{ status: number; text: string }>((resolve, reject) => {
    const r = http.request({ port: web.port, host: '127.0.0.1', path: '/api/sms', method: 'POST', agent: agents[reader], headers: { 'x-api-key': key, 'content-type': type, ...(reader === 'node' ? { te: 'trailers' } : {}) } }, (a) => { let t = ''; a.on('data', (c) => (t += c)); a.on('end', () => resolve({ status: a.statusCode ?? 0, text: t })); });
    r.on('error', reject); r.end(body);
  });
  const counts: Record<string, number> = {};
  await fc.assert(fc.asyncProperty(message, fc.boolean(), async (m, form) => {
    const body = form ? new URLSearchParams(Object.entries(m).map(([k, v]) => [k, typeof v === 'string' ? v.toWellFormed() : JSON.stringify(v)])).toString() : JSON.stringify(m);
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const [a, b] = [await post('hot', body, type), await post('node', body, type)];
    if (a.status >= 500 || a.status !== b.status) throw new Error(`${a.status} ${b.status} ${a.text} ${body}`);
    counts[a.status] = (counts[a.status] ?? 0) + 1;
  }), { numRuns: 1500, seed: 12 });
  await new Promise((r) => setTimeout(r, 8000));
  const states = await pool().query('SELECT status, count(*) FROM message GROUP BY status');
  console.log(counts, states.rows, 'web', web.child.exitCode, 'worker', worker.child.exitCode);
  if (process.env.HOLD) { console.log('holding'); await new Promise((r) => setTimeout(r, Number(process.env.HOLD))); }
  await stop(web.child); await stop(worker.child);
} finally {
  await pool().end(); await postgres.stop(); fs.rmSync(dir, { recursive: true, force: true });
}
