import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { startTimeOf } from '../process-table.mjs';
import { type EmbeddedPostgres, startPostgres } from './embedded';

const LIMIT_MS = 60_000;

let folder: string;
let dataDir: string;
let server: EmbeddedPostgres | null;
/** A folder with a database created once: initdb takes longer than most tests. */
let template: string;

beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-embedded-'));
  const first = await startPostgres({ dataDir: path.join(template, 'postgres') });
  await first.stop();
});

afterAll(() => fs.rmSync(template, { recursive: true, force: true }));

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-embedded-'));
  dataDir = path.join(folder, 'postgres');
  server = null;
});

/** Copies the template database, with its owner and modes. */
function copyTemplate(): void {
  for (const name of ['postgres', 'postgres.password']) {
    const { status, stderr } = spawnSync('cp', ['-a', path.join(template, name), folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
}

afterEach(async () => {
  await server?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(): number {
  return Number(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function killProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(startTimeOf(pid)).toBeNull(), WAIT_LIMIT);
}

it('keeps written data after a stop, and ends its process', { timeout: LIMIT_MS }, async () => {
  copyTemplate();
  server = await startPostgres({ dataDir });
  await query(server.url, 'CREATE TABLE t AS SELECT 42 AS n');
  const pid = postmasterPid();
  await server.stop();
  expect(startTimeOf(pid)).toBeNull();
  server = await startPostgres({ dataDir });
  expect(await query(server.url, 'SELECT n FROM t')).toEqual([{ n: 42 }]);
});

it('is durable, in UTF-8, and always requires the password', { timeout: LIMIT_MS }, async () => {
  server = await startPostgres({ dataDir });
  const rows = await query(
    server.url,
    "SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS listens",
  );
  expect(rows).toEqual([{ fsync: 'on', encoding: 'UTF8', listens: '' }]);
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(fs.statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
});

it('listens on a socket that only its owner can open, if the path is short enough', {
  timeout: LIMIT_MS,
}, async () => {
  copyTemplate();
  server = await startPostgres({ dataDir });
  const sockets = () => fs.readdirSync(dataDir).filter((name) => /^\.s\.PGSQL\.\d+$/.test(name));
  expect([new URL(server.url).hostname, sockets()]).toEqual([encodeURIComponent(dataDir), [`.s.PGSQL.${server.port}`]]);
  expect(fs.statSync(dataDir).mode & 0o777).toBe(0o700);
  const overTcp = new URL(server.url);
  overTcp.hostname = '127.0.0.1';
  await expect(query(overTcp.href, 'SELECT 1 AS n')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await killProcess(postmasterPid());
  await server.exited;
  dataDir = path.join(folder, 'a folder with quite a long name, '.repeat(3).trim(), 'postgres');
  fs.mkdirSync(path.dirname(dataDir));
  fs.renameSync(path.join(folder, 'postgres'), dataDir);
  fs.renameSync(path.join(folder, 'postgres.password'), `${dataDir}.password`);
  server = await startPostgres({ dataDir });
  expect([new URL(server.url).hostname, sockets()]).toEqual(['127.0.0.1', []]);
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

it('recovers after being killed', { timeout: LIMIT_MS }, async () => {
  copyTemplate();
  server = await startPostgres({ dataDir });
  await query(server.url, 'CREATE TABLE t AS SELECT 42 AS n');
  await killProcess(postmasterPid());
  await server.exited;
  server = await startPostgres({ dataDir });
  expect(await query(server.url, 'SELECT n FROM t')).toEqual([{ n: 42 }]);
});

it('ends a PostgreSQL that a killed start left running', { timeout: LIMIT_MS }, async () => {
  copyTemplate();
  const orphan = await startPostgres({ dataDir });
  const pid = postmasterPid();
  server = await startPostgres({ dataDir });
  expect(startTimeOf(pid)).toBeNull();
  await orphan.exited;
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

it('starts despite a stale postmaster.pid whose id is now another program', { timeout: LIMIT_MS }, async () => {
  copyTemplate();
  server = await startPostgres({ dataDir });
  const file = path.join(dataDir, 'postmaster.pid');
  const stale = fs.readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid));
  await killProcess(postmasterPid());
  fs.writeFileSync(file, stale);
  const { uid, gid } = fs.statSync(dataDir);
  fs.chownSync(file, uid, gid);
  server = await startPostgres({ dataDir });
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

it('completes an interrupted first start', { timeout: LIMIT_MS }, async () => {
  fs.mkdirSync(`${dataDir}.new`);
  fs.writeFileSync(`${dataDir}.new/PG_VERSION`, '18\n');
  fs.writeFileSync(`${dataDir}.password`, 'of the interrupted one\n');
  server = await startPostgres({ dataDir });
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

it('is not in the process group of its parent, so that signals to that group do not reach it', {
  timeout: LIMIT_MS,
}, async () => {
  copyTemplate();
  server = await startPostgres({ dataDir });
  const ps = spawn('ps', ['-o', 'pgid=', '-p', String(postmasterPid())]);
  const group = await new Promise<number>((resolve) => ps.stdout.once('data', (text) => resolve(Number(text))));
  expect(group).toBe(postmasterPid());
});

it('reports in one line that the requested port is in use', { timeout: LIMIT_MS }, async () => {
  copyTemplate();
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await expect(startPostgres({ dataDir, port, tcp: true })).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringMatching(/^The bundled PostgreSQL cannot start: [^\n]+$/),
    });
  } finally {
    other.close();
  }
});

it('refuses data whose password file is missing', { timeout: LIMIT_MS }, async () => {
  copyTemplate();
  server = await startPostgres({ dataDir });
  await server.stop();
  fs.rmSync(`${dataDir}.password`);
  await expect(startPostgres({ dataDir })).rejects.toThrow(/postgres\.password is missing/);
});
