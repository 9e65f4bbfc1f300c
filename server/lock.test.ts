import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDataDir, dataFiles, findRunning, installationSecrets, openDataDir, writeRuntime } from './data-dir.mjs';
import { releaseLock, takeLock } from './lock.mjs';
import { startTimeOf } from './process-table.mjs';

let folder: string;
let file: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-lock-'));
  file = path.join(folder, 'lock');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const LOCK_MODULE = new URL('./lock.mjs', import.meta.url).href;

describe('a lock', () => {
  it("is refused while its holder runs, with the holder's details", () => {
    expect(takeLock(file, { url: 'http://localhost:3000' })).toBeNull();
    expect(takeLock(file)).toMatchObject({ pid: process.pid, url: 'http://localhost:3000' });
  });

  it('can be acquired after its release', () => {
    takeLock(file);
    releaseLock(file);
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(takeLock(file)).toBeNull();
  });

  it('of a dead process is acquired', () => {
    const script = `import { takeLock } from '${LOCK_MODULE}'; takeLock(${JSON.stringify(file)}); process.kill(process.pid, 'SIGKILL');`;
    spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(fs.existsSync(file)).toBe(true);
    expect(takeLock(file)).toBeNull();
  });

  it('of a process whose id was reused is acquired', () => {
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: 'another time' }));
    expect(takeLock(file)).toBeNull();
  });

  it.each(['', '{"pid":', '[]', '{"pid":"x"}'])('that contains %j is acquired', (content) => {
    fs.writeFileSync(file, content);
    expect(takeLock(file)).toBeNull();
  });

  it('is not released by another process', () => {
    fs.writeFileSync(file, JSON.stringify({ pid: 1, startTime: startTimeOf(1) }));
    releaseLock(file);
    expect(fs.existsSync(file)).toBe(true);
  });

  it('is acquired by exactly one of many processes that find it stale at the same time', {
    timeout: 30_000,
  }, async () => {
    fs.writeFileSync(file, JSON.stringify({ pid: 999_999_999, startTime: '1' }));
    const script = `
      import { takeLock } from '${LOCK_MODULE}';
      process.stdout.write(takeLock(${JSON.stringify(file)}) === null ? 'mine' : 'theirs');
      process.stdin.resume();`;
    const children = Array.from({ length: 8 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]));
    const answers = await Promise.all(
      children.map(
        (child) => new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data)))),
      ),
    );
    for (const child of children) child.kill();
    expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1);
  });
});

describe('the data folder', () => {
  it('is closed to other users; a second start names the running process', () => {
    const data = path.join(folder, 'data');
    openDataDir(data, 'http://localhost:3210');
    expect(fs.statSync(data).mode & 0o777).toBe(0o700);
    expect(() => openDataDir(data, 'http://localhost:3211')).toThrow(
      `already running here (process ${process.pid}, http://localhost:3210)`,
    );
    closeDataDir(data);
    expect(fs.readdirSync(data)).toEqual([]);
  });

  it('stores the secrets it generates, readable by the owner only', () => {
    const generated = installationSecrets(folder, {}, { create: true });
    expect(generated.SECRETS_KEYS).toMatch(/^k[0-9a-f]{8}:[A-Za-z0-9+/]{43}=$/);
    expect(generated.SECRETS_KEYS).not.toBe(generated.SECRETS_PEPPERS);
    expect(fs.statSync(dataFiles(folder).secrets).mode & 0o777).toBe(0o600);
    expect(installationSecrets(folder, {}, { create: true })).toEqual(generated);
  });

  it('prefers secrets of the environment', () => {
    const env = { SECRETS_KEYS: 'a:b', SECRETS_PEPPERS: 'c:d' };
    expect(installationSecrets(folder, env, { create: true })).toEqual(env);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('never generates secrets for existing data', () => {
    fs.mkdirSync(dataFiles(folder).postgres);
    expect(() => installationSecrets(folder, {}, { create: true })).toThrow(/secrets\.json is missing/);
  });

  it('finds only a running installation', () => {
    const runtime = { url: 'http://localhost:1', databaseUrl: 'postgres://x', children: [] };
    writeRuntime(folder, { ...runtime, pid: process.pid, startTime: startTimeOf(process.pid) ?? '' });
    expect(findRunning(folder)?.databaseUrl).toBe('postgres://x');
    writeRuntime(folder, { ...runtime, pid: process.pid, startTime: 'another time' });
    expect(findRunning(folder)).toBeNull();
  });
});
