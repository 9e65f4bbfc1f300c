import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetSingleton } from '@/lib/base/process-singleton';
import { useDatabase } from '@/lib/testing/database';
import { runCommand } from './main';

useDatabase();

const PREFIX = 'npm run -s postern -- ';
const commands = fs
  .readFileSync('README.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith(PREFIX))
  .map((line) => line.slice(PREFIX.length));

let out = '';
let err = '';
beforeEach(() => {
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** Splits the line as a shell does, with double quotes only. */
async function run(line: string): Promise<{ status: number; out: string; err: string }> {
  out = err = '';
  const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const status = await runCommand(args);
  // Each command runs in a separate process.
  for (const name of ['env', 'logger']) resetSingleton(name);
  return { status, out, err };
}

describe('the commands in README', () => {
  test('each succeeds after the preceding ones, on a new installation', async () => {
    expect(commands.length).toBeGreaterThan(10);
    for (const line of commands) expect({ line, ...(await run(line)) }).toMatchObject({ line, status: 0, err: '' });
  });

  test('without --account, lists the accounts when there are two', async () => {
    await run('account create --name "Globex"');
    const { status, err } = await run('key create --name "Other"');
    expect([status, err]).toEqual([
      1,
      'There are several accounts. Choose one with --account <id or name>: "Acme Ltd", "Globex"\n',
    ]);
  });

  test('approve without a request suggests verify', async () => {
    const { status, err } = await run('account approve "Globex"');
    expect([status, err]).toEqual([
      1,
      'This account has no verification request that waits for a decision. To verify it without a request: npm run -s postern -- account verify "Globex"\n',
    ]);
    expect((await run('account verify "Globex"')).status).toBe(0);
  });

  test('lists the ids of two accounts with one name', async () => {
    await run('account create --name "Globex"');
    const { err } = await run('account verify "Globex"');
    expect(err).toMatch(
      /^There are several accounts with this name\. Choose one by its id: [\da-f-]{36}, [\da-f-]{36}\n$/,
    );
  });

  test.each([
    ['2035-12-31T00:00:00', 'The time has no zone: add Z for UTC or an offset such as +02:00.'],
    ['2035-02-30', 'There is no such day: 2035-02-30.'],
  ])('rejects --expires-at %s with the reason', async (time, problem) => {
    const { status, err } = await run(`key create --name "Late" --account "Acme Ltd" --expires-at ${time}`);
    expect([status, err]).toEqual([1, expect.stringContaining(problem)]);
  });

  test('accepts --expires-at without seconds', async () => {
    const { status, err } = await run(
      'key create --name "Late" --account "Acme Ltd" --expires-at 2035-12-31T00:00+02:00',
    );
    expect([status, err]).toEqual([0, '']);
  });
});
