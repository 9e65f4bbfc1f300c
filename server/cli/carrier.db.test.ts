import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetSingleton } from '@/lib/base/process-singleton';
import { findCarrierByName } from '@/lib/carriers/load-carriers';
import { db } from '@/lib/database/db';
import { useDatabase } from '@/lib/testing/database';
import { runCommand } from './main';

useDatabase();

let out = '';
let err = '';
let folder = '';
beforeEach(async () => {
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-cli-'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  delete process.env.POSTERN_CARRIER_PASSWORD;
  fs.rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  out = err = '';
  const status = await runCommand(args);
  for (const name of ['env', 'logger']) resetSingleton(name);
  return { status, out, err };
}

const ADD = ['carrier', 'add', '--name', 'acme', '--kind', 'smpp', '--host', 'smpp.example.com', '--system-id', 'me'];
const fileWith = (name: string, value: unknown) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};

describe('carrier add', () => {
  test('reads the options, and the password from the environment', async () => {
    process.env.POSTERN_CARRIER_PASSWORD = 'from-env';
    const { status, out } = await run(
      ...ADD,
      ...[
        '--port',
        '3550',
        '--tls',
        '--window',
        '20',
        '--binds',
        '2',
        '--rate',
        '100',
        '--fallback-after',
        '0',
        '--json',
      ],
    );
    expect([status, JSON.parse(out)]).toMatchObject([0, { name: 'acme', receiptUrl: null }]);
    expect(await findCarrierByName('acme')).toMatchObject({
      settings: { host: 'smpp.example.com', port: 3550, systemId: 'me', window: 20, binds: 2, tls: { enabled: true } },
      secrets: { password: 'from-env' },
      ratePerSecond: 100,
      fallbackAfterSeconds: 0,
    });
  });

  test.each([
    [[...ADD], 'Enter the password'],
    [[...ADD, '--password', 'x', '--port', '0'], 'It must be a number from 1'],
    [[...ADD, '--password', 'x', '--port', '70000'], 'settings.port'],
    [['carrier', 'add', '--name', 'Acme', '--kind', 'smpp', '--password', 'x'], 'Is it “acme”?'],
    [[...ADD, '--password', 'x', '--name', 'b'], 'used more than once'],
    [['carrier', 'add', '--name', 'a', '--kind', 'simulator'], 'Allowed choices are smpp, http'],
    [[...ADD, '--password', 'x', '--settings', '/no/such/file'], '--settings: the file cannot be read'],
    [[...ADD, '--password', 'x', '--unknown-outcome', 'drop'], 'Allowed choices are resend, wait'],
  ])('%j is refused with the fix', async (args, message) => {
    const { status, out, err } = await run(...args);
    expect([status, out, err]).toEqual([1, '', expect.stringContaining(message)]);
    expect(await findCarrierByName('acme')).toBeNull();
  });

  test('reads settings and secrets from files', async () => {
    const settings = fileWith('settings.json', {
      url: 'https://sms.example.com/send?key={{secret.key}}',
      body: { kind: 'form', fields: [{ name: 'to', value: '{{recipient}}' }] },
      receipts: { enabled: true },
    });
    const secrets = fileWith('secrets.json', { key: 'the-key-of-acme' });
    const added = await run(
      ...['carrier', 'add', '--name', 'web', '--kind', 'http', '--settings', settings, '--secrets', secrets],
    );
    expect(added).toMatchObject({ status: 0, err: '' });
    expect(added.out).toContain('URL for its receipts, shown only now: http');
    const { out } = await run('carrier', 'show', 'web');
    expect(out).toContain('dlr, key');
    expect(out).not.toContain('the-key-of-acme');
    expect((await run('carrier', 'show', 'web', '--json')).out).not.toContain('the-key-of-acme');
  });

  test('applies a preset with its inputs', async () => {
    const args = [
      'carrier',
      'add',
      '--name',
      'k',
      '--kind',
      'http',
      '--preset',
      'kannel',
      '--password',
      'sms-password',
    ];
    const added = await run(
      ...args,
      '--input',
      'url=https://kannel.example.com/cgi-bin/sendsms',
      '--input',
      'username=foo',
    );
    expect(added).toMatchObject({ status: 0, err: '', out: expect.stringContaining('/api/dlr/k/') });
    expect(await findCarrierByName('k')).toMatchObject({ kind: 'http', secrets: { password: 'sms-password' } });
    expect(await run(...args.with(3, 'l'), '--input', 'user=foo')).toMatchObject({
      status: 1,
      err: expect.stringContaining('username=…'),
    });
    expect(await run(...args.with(3, 'l'))).toMatchObject({
      status: 1,
      err: expect.stringContaining('username: Enter'),
    });
    expect(await run(...ADD, '--password', 'x', '--preset', 'kannel')).toMatchObject({ status: 1 });
  });

  test.each(['[]', '"x"', '{', ''])('refuses the settings %j', async (text) => {
    const { status, err } = await run(...ADD, '--password', 'x', '--settings', fileWith('settings.json', text));
    expect([status, err]).toEqual([1, expect.stringContaining('--settings: the file')]);
  });
});

describe('carrier edit', () => {
  test('changes what is named, and keeps the rest', async () => {
    await run(...ADD, '--password', 'first', '--tls', '--rate', '10');
    expect(await run('carrier', 'edit', 'acme', '--no-tls', '--rate', 'none')).toMatchObject({
      out: 'Carrier “acme” changed.\n',
      err: '',
    });
    expect(await findCarrierByName('acme')).toMatchObject({
      settings: { host: 'smpp.example.com', systemId: 'me', tls: { enabled: false } },
      secrets: { password: 'first' },
      ratePerSecond: null,
      revision: 2,
    });
    expect((await run('carrier', 'edit', 'acme', '--window', '10')).out).toBe('Nothing changed on “acme”.\n');
    await run('carrier', 'edit', 'acme', '--password', 'second');
    expect(await findCarrierByName('acme')).toMatchObject({ secrets: { password: 'second' } });
  });
});

test('pause, drain, resume and remove', async () => {
  await run(...ADD, '--password', 'x');
  for (const [verb, state] of [
    ['pause', 'paused'],
    ['drain', 'draining'],
    ['resume', 'active'],
  ]) {
    expect((await run('carrier', verb as string, 'acme')).out).toBe(`Carrier “acme” is ${state}.\n`);
    expect(await findCarrierByName('acme')).toMatchObject({ state });
  }
  await run('route', 'add', '--carrier', 'acme');
  expect((await run('carrier', 'remove', 'acme')).out).toBe('Carrier “acme” is removed with its route.\n');
  expect(await run('carrier', 'pause', 'acme')).toMatchObject({ status: 1, err: 'There is no such carrier.\n' });
});

test('lists carriers with their state', async () => {
  await run(...ADD, '--password', 'x');
  const { out } = await run('carrier', 'list');
  expect(out).toMatch(/^NAME +KIND +STATE/);
  expect(out).toMatch(/acme +smpp +connecting +0\/0 +0\/0 +0\.0\/s +0 +0\nsimulator +simulator +connected/);
  const { carriers } = JSON.parse((await run('carrier', 'list', '--json')).out);
  expect(carriers).toMatchObject([{ name: 'acme' }, { name: 'simulator' }]);
});

describe('routes', () => {
  test('are added, listed, tried and removed', async () => {
    await run(...ADD, '--password', 'x');
    const added = await run('route', 'add', '--carrier', 'acme', '--prefix', '+372', '--json');
    const { id, route } = JSON.parse(added.out);
    expect(route).toBe('live, +372… → acme');
    expect((await run('route', 'list')).out).toMatch(new RegExp(`${id} +live +\\+372 +acme +1 +1`));
    expect((await run('route', 'which', '+37255555555')).out).toMatch(
      /1 +acme +route for \+372…, priority 1 +available/,
    );
    expect((await run('route', 'which', '+37129888777')).out).toContain('refused with no_route');
    expect((await run('route', 'remove', id)).out).toBe('Route removed: live, +372… → acme\n');
    expect(await run('route', 'remove', id)).toMatchObject({ status: 1, err: 'There is no such route.\n' });
  });

  test.each([
    [['--carrier', 'nope'], 'carrier: There is no such carrier. Use one of'],
    [['--carrier', 'simulator', '--prefix', '00372'], 'prefix: Leave out 00'],
    [['--carrier', 'simulator', '--priority', '0'], 'It must be a number from 1'],
    [['--carrier', 'simulator', '--account', 'Nope'], 'There is no such account'],
    [['--carrier', 'simulator', '--environment', 'sandbox'], 'Allowed choices are live, test'],
  ])('%j is refused with the fix', async (args, message) => {
    const { status, err } = await run('route', 'add', ...args);
    expect([status, err]).toEqual([1, expect.stringContaining(message)]);
  });
});
