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

describe('the lock', () => {
  it('is refused while its holder lives, with the facts the holder left', () => {
    expect(takeLock(file, { url: 'http://localhost:3000' })).toBeNull();
    expect(takeLock(file)).toMatchObject({ pid: process.pid, url: 'http://localhost:3000' });
  });

  it('is free again after its release', () => {
    takeLock(file);
    releaseLock(file);
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(takeLock(file)).toBeNull();
  });

  it('of a dead process is taken over', () => {
    const script = `import { takeLock } from '${LOCK_MODULE}'; takeLock(${JSON.stringify(file)}); process.kill(process.pid, 'SIGKILL');`;
    spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(fs.existsSync(file)).toBe(true);
    expect(takeLock(file)).toBeNull();
  });

  it('of a process whose id is in use again is taken over', () => {
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: 'another time' }));
    expect(takeLock(file)).toBeNull();
  });

  it.each(['', '{"pid":', '[]', '{"pid":"x"}'])('that holds %j is taken over', (content) => {
    fs.writeFileSync(file, content);
    expect(takeLock(file)).toBeNull();
  });

  it('is not released by somebody else', () => {
    fs.writeFileSync(file, JSON.stringify({ pid: 1, startTime: startTimeOf(1) }));
    releaseLock(file);
    expect(fs.existsSync(file)).toBe(true);
  });

  it('goes to exactly one of many that find it stale at once', { timeout: 30_000 }, async () => {
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
  it('is closed to others and names who runs in it', () => {
    const place = path.join(folder, 'data');
    openDataDir(place, 'http://localhost:3210');
    expect(fs.statSync(place).mode & 0o777).toBe(0o700);
    expect(() => openDataDir(place, 'http://localhost:3211')).toThrow(
      `already running here (process ${process.pid}, http://localhost:3210)`,
    );
    closeDataDir(place);
    expect(fs.readdirSync(place)).toEqual([]);
  });

  it('keeps the secrets it makes, readable by the owner only', () => {
    const made = installationSecrets(folder, {}, { create: true });
    expect(made.SECRETS_KEYS).toMatch(/^k[0-9a-f]{8}:[A-Za-z0-9+/]{43}=$/);
    expect(made.SECRETS_KEYS).not.toBe(made.SECRETS_PEPPERS);
    expect(fs.statSync(dataFiles(folder).secrets).mode & 0o777).toBe(0o600);
    expect(installationSecrets(folder, {}, { create: true })).toEqual(made);
  });

  it('prefers secrets that are given', () => {
    const given = { SECRETS_KEYS: 'a:b', SECRETS_PEPPERS: 'c:d' };
    expect(installationSecrets(folder, given, { create: true })).toEqual(given);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('never makes new secrets for old data', () => {
    fs.mkdirSync(dataFiles(folder).postgres);
    expect(() => installationSecrets(folder, {}, { create: true })).toThrow(/secrets\.json is missing/);
  });

  it('finds the running installation, and not a dead one', () => {
    const runtime = { url: 'http://localhost:1', databaseUrl: 'postgres://x', children: [] };
    writeRuntime(folder, { ...runtime, pid: process.pid, startTime: startTimeOf(process.pid) ?? '' });
    expect(findRunning(folder)?.databaseUrl).toBe('postgres://x');
    writeRuntime(folder, { ...runtime, pid: process.pid, startTime: 'another time' });
    expect(findRunning(folder)).toBeNull();
  });
});
