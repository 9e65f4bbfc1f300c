import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { dataFiles, readRuntime } from './data-dir.mjs';
import { readHolder } from './lock.mjs';
import { startTimeOf } from './process-table.mjs';

/** The first start builds when the build is stale. */
const FIRST_START_MS = 300_000;
const START_MS = 60_000;
const STOP_MS = 35_000;

const ONE_OF_EACH = { WEB_PROCESSES: '1', WORKER_PROCESSES: '1' };
const TWO_OF_EACH = { WEB_PROCESSES: '2', WORKER_PROCESSES: '2' };

let folder: string;
let port: number;
let running: Installation | null = null;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-launch-'));
  port = await anyPort();
});
afterEach(async () => {
  if (running) kill(running);
  running = null;
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

type Installation = { npm: ChildProcess; output: () => string; ended: Promise<number | null> };

function settings(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { DATABASE_URL, SECRETS_KEYS, SECRETS_PEPPERS, ...env } = process.env;
  return {
    ...env,
    PORT: String(port),
    POSTERN_DATA_DIR: path.join(folder, 'data'),
    LOG_LEVEL: 'warn',
    ...ONE_OF_EACH,
    ...extra,
  };
}

function startWithNpm(extra: Record<string, string> = {}): Installation {
  return installationOf(spawn('npm', ['start', '-s'], { env: settings(extra), detached: true }));
}

/** Without npm, which takes longer than a start that fails. */
function startWithNode(extra: Record<string, string>, args: string[] = []): Installation {
  return installationOf(
    spawn(process.execPath, ['server/start.mjs', ...args], { env: settings(extra), detached: true }),
  );
}

function installationOf(npm: ChildProcessWithoutNullStreams): Installation {
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { npm, output: () => output, ended: new Promise((resolve) => npm.once('close', resolve)) };
}

async function startReady(limitMs: number, extra: Record<string, string> = {}): Promise<Installation> {
  const installation = startWithNpm(extra);
  running = installation;
  await vi.waitFor(() => expect(installation.output()).toContain('Postern is ready'), {
    timeout: limitMs,
    interval: 100,
  });
  return installation;
}

/** Returns every process of the installation below npm: supervisor, web server, worker, PostgreSQL. */
function processes(): number[] {
  const data = path.join(folder, 'data');
  const postmaster = path.join(dataFiles(data).postgres, 'postmaster.pid');
  const children = readRuntime(data)?.children.map(({ pid }) => pid) ?? [];
  const database = fs.existsSync(postmaster) ? [Number(fs.readFileSync(postmaster, 'utf8').split('\n')[0])] : [];
  return [readHolder(dataFiles(data).lock)?.pid ?? 0, ...children, ...database].filter((pid) => pid > 0);
}

function kill(installation: Installation): void {
  for (const pid of [...processes(), -(installation.npm.pid ?? 0)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Already ended.
    }
  }
}

/** Returns the log line of a worker that released the leases of `worker` at its start. */
const freed = (worker: string) => new RegExp(`"lost":\\[[^\\]]*"${worker}"[^\n]*leases of workers`);

async function anyPort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function postern(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'postern', '--', ...args], {
    env: settings(),
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

it('npm start works from the command line, survives kill -9, and ends with a signal to its group', {
  timeout: FIRST_START_MS + 2 * START_MS + STOP_MS,
}, async () => {
  const first = await startReady(FIRST_START_MS);
  expect(first.output()).toMatch(/http:\/\/localhost:\d+\/setup#token=[\w-]{43}/);
  expect((await fetch(`http://127.0.0.1:${port}/api/health/ready`)).status).toBe(200);
  await worksFromCommandLine();
  await refusesSecondStart();
  const before = postern('key', 'list', '--json').out;
  const [worker = 'none'] = readRuntime(path.join(folder, 'data'))?.workers ?? [];
  kill(first);
  await first.ended;

  const second = await startReady(START_MS);
  await vi.waitFor(() => expect(second.output()).toMatch(freed(worker)), { timeout: START_MS });
  expect(postern('key', 'list', '--json').out).toBe(before);
  const [supervisor = 0, ...others] = processes();
  expect(others).toHaveLength(4);
  process.kill(supervisor, 'SIGKILL');
  await second.ended;

  const third = await startReady(START_MS, TWO_OF_EACH);
  expect(others.map(startTimeOf)).toEqual(others.map(() => null));
  await servesTheApiWithoutConsole(third);
  await restartsCrashedProcesses(third);
  const pids = processes();
  expect(pids).toHaveLength(7);
  process.kill(-(third.npm.pid ?? 0), 'SIGINT');
  expect(await third.ended).toBe(0);
  expect(pids.map(startTimeOf)).toEqual(pids.map(() => null));
  expect(fs.readdirSync(path.join(folder, 'data')).filter((name) => /lock|runtime/.test(name))).toEqual([]);
});

async function worksFromCommandLine(): Promise<void> {
  expect(postern('account', 'create', '--name', 'Shop', '--verified', '--json').status).toBe(0);
  const key = JSON.parse(postern('key', 'create', '--name', 'First', '--json').out);
  expect(key).toEqual({
    id: expect.any(String),
    type: 'auth',
    name: 'First',
    key: expect.stringMatching(/^[0-9A-Za-z]{24}$/),
  });
  expect(postern('key', 'disable', 'First').status).toBe(0);
  const refused = postern('key', 'enable', 'Second', '--json');
  expect(refused).toMatchObject({ status: 1, out: '' });
  expect(JSON.parse(refused.err)).toEqual({ error: { code: 'not_found', message: 'There is no such key.' } });
}

async function servesTheApiWithoutConsole(installation: Installation): Promise<void> {
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
  const consolePid = () =>
    readRuntime(path.join(folder, 'data'))?.children.find(({ name }) => name === 'console')?.pid ?? 0;
  process.kill(consolePid(), 'SIGSTOP');
  const page = ask('/setup');
  expect((await fetch(`http://127.0.0.1:${port}/api/sms`)).status).toBe(401);
  process.kill(consolePid(), 'SIGKILL');
  const interrupted = await page;
  expect([interrupted.status, interrupted.headers.get('retry-after')]).toEqual([503, '2']);
  await vi.waitFor(() => expect(installation.output()).toContain('The console process is back'), { timeout: START_MS });
  expect((await ask('/setup')).status).toBe(200);
}

async function restartsCrashedProcesses(installation: Installation): Promise<void> {
  const { workers: all = [], children = [] } = readRuntime(path.join(folder, 'data')) ?? {};
  // Those before them are of the start that was killed.
  const workers = all.slice(-2);
  for (const { pid } of children) process.kill(pid, 'SIGKILL');
  for (const name of ['web process 1 of 2', 'web process 2 of 2']) {
    await vi.waitFor(() => expect(installation.output()).toContain(`${name} is back`), { timeout: START_MS });
  }
  for (const lost of workers) {
    await vi.waitFor(() => expect(installation.output()).toMatch(freed(lost)), { timeout: START_MS });
  }
  const { worker: health } = await (await fetch(`http://127.0.0.1:${port}/api/health/ready`)).json();
  expect(health.lost_in_10_minutes).toBeGreaterThan(0);
}

async function refusesSecondStart(): Promise<void> {
  const second = startWithNpm();
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(
    /^Postern is already running here \(process \d+, http:\/\/localhost:\d+\)\. [^\n]+\n$/,
  );
}

describe('prints an error that the operator can fix in one line', () => {
  const unwritable = path.join(os.tmpdir(), 'postern-not-a-folder');

  it.each<[string, Record<string, string>, string[], RegExp]>([
    ['a port that is not a number', { PORT: 'web' }, [], /^PORT must be/],
    ['an invalid setting', { LOG_LEVEL: 'loud' }, [], /^LOG_LEVEL /],
    ['an unknown role', { POSTERN_ROLE: 'king' }, [], /^POSTERN_ROLE must be one of/],
    ['an unknown option', {}, ['--rolle', 'worker'], /^Unknown option '--rolle'/],
    ['a role that needs a database', {}, ['--role', 'worker'], /^The role worker .* DATABASE_URL/],
    [
      'an unreachable database',
      { DATABASE_URL: 'postgres://u:hush@127.0.0.1:1/x' },
      [],
      /^DATABASE_URL cannot be used/,
    ],
    ['a host of another machine', { HOST: '192.0.2.1' }, [], /^HOST 192\.0\.2\.1 is not an address of this machine/],
    [
      'a folder that cannot be created',
      { POSTERN_DATA_DIR: path.join(unwritable, 'data') },
      [],
      /^The data folder .* cannot be written/,
    ],
    [
      'an administrator without a password',
      { POSTERN_ADMIN_EMAIL: 'a@example.com' },
      [],
      /^POSTERN_ADMIN_EMAIL and POSTERN_ADMIN_PASSWORD/,
    ],
  ])('%s', { timeout: START_MS }, async (_name, extra, args, line) => {
    fs.writeFileSync(unwritable, '');
    const { output, ended } = startWithNode({ POSTERN_DATA_DIR: path.join(folder, 'errors'), ...extra }, args);
    expect(await ended).toBe(1);
    expect(output()).toMatch(line);
    expect(output().trim().split('\n')).toHaveLength(1);
    expect(output()).not.toContain('hush');
    fs.rmSync(unwritable);
  });

  it('a port in use', { timeout: START_MS }, async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      const { output, ended } = startWithNpm();
      expect(await ended).toBe(1);
      expect(output()).toBe(
        `Port ${port} is in use. Stop the program that uses it, or choose another: PORT=${port + 1} npm start\n`,
      );
    } finally {
      other.close();
    }
  });

  it('a command without a running installation', { timeout: START_MS }, () => {
    const { status, err } = postern('account', 'list');
    expect(status).toBe(1);
    expect(err).toMatch(/^Postern is not running in [^\n]+\n$/);
  });
});
