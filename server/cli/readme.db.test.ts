import fs from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { completeSetup } from '@/lib/accounts/commands';
import { newId } from '@/lib/base/ids';
import { resetSingleton } from '@/lib/base/process-singleton';
import { db, pool } from '@/lib/database/db';
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
  // As after the first set-up: an account, its administrator, and `--account` needed from the second account on.
  beforeAll(async () => {
    await completeSetup({ email: 'first@example.com', password: 'a few unrelated words', accountName: 'First' }, null);
  });

  test('each succeeds after the ones before it, on a fresh installation', async () => {
    expect(commands.length).toBeGreaterThan(10);
    for (const line of commands) expect({ line, ...(await run(line)) }).toMatchObject({ line, status: 0, err: '' });
  });

  test('without --account, lists the accounts when there are two', async () => {
    await run('account create --name "Globex"');
    const { status, err } = await run('key create --name "Other"');
    expect([status, err]).toEqual([
      1,
      'There are several accounts. Choose one with --account <id or name>: "First", "Acme Ltd", "Globex"\n',
    ]);
  });

  test('a name that a shell would interpret is listed by its id', async () => {
    await db().account.create({ data: { id: newId(), name: 'a$(id)`b' } });
    const { err } = await run('key create --name "Other"');
    expect(err).toMatch(/: "First", "Acme Ltd", "Globex", [\da-f-]{36}\n$/);
  });

  test('approve without a request suggests verify', async () => {
    const { status, err } = await run('account approve "Globex"');
    const [, command = ''] = /To verify it without a request: npm run -s postern -- (.*)\n$/.exec(err) ?? [];
    expect([status, command]).toEqual([1, expect.stringMatching(/^account verify [\da-f-]{36}$/)]);
    expect((await run(command)).status).toBe(0);
    expect((await run('account list')).out).toMatch(/Globex +yes/);
  });

  test('lists the ids of two accounts with one name', async () => {
    await run('account create --name "Globex"');
    const { err } = await run('account verify "Globex"');
    expect(err).toMatch(
      /^There are several accounts with this name\. Choose one by its id: [\da-f-]{36}, [\da-f-]{36}\n$/,
    );
  });

  test('prints no control character of a name from before they were refused', async () => {
    await pool().query(`UPDATE account SET name = E'Gl\\u009b31mo\\u202ebex' WHERE name = 'Globex'`);
    const { err } = await run('key create --name "Other"');
    expect(err).toMatch(/^There are several accounts/);
    expect(err).not.toMatch(/[\u009b\u202e]/);
  });

  test.each([
    'account create --name "A" --name "B"',
    'key create --name "A" --type auth --account "Acme Ltd" --type basic',
    'sender add "North" --account "Acme Ltd" --account "Globex"',
  ])('an option that is given twice is refused: %s', async (line) => {
    const { status, out, err } = await run(line);
    expect([status, out, err]).toEqual([1, '', expect.stringMatching(/^error: option '.*' is used more than once/)]);
  });

  test('a list of scopes may be given in several options', async () => {
    const line = 'key create --name "Scoped" --account "Acme Ltd" --scope sms:send --scope sms:read';
    expect(await run(line)).toMatchObject({ status: 0, err: '' });
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
