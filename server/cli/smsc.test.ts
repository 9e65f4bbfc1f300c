import { afterEach, expect, test, vi } from 'vitest';
import { openLink } from '@/lib/testing/smpp-link';
import { runCommand } from './main';

let out = '';
let err = '';
let printed = (): void => {};
afterEach(() => vi.restoreAllMocks());

function capture(): void {
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    printed();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
}

test('smsc runs without a database, until a signal, and prints its counters', async () => {
  capture();
  const listening = new Promise<void>((resolve) => {
    printed = resolve;
  });
  const ended = runCommand(['smsc', '--port', '0', '--system-id', 'test', '--password', 'secret', '--json']);
  await listening;
  const { port } = JSON.parse(out) as { port: number };
  const link = openLink(port);
  await link.bound();
  expect(await link.send()).toMatchObject({ kind: 'accepted' });
  await link.close();
  expect([await runCommand(['smsc', '--port', `${port}`, '--json']), err]).toEqual([
    1,
    `{"error":{"code":"invalid_request","message":"Port ${port} is in use."}}\n`,
  ]);
  out = '';
  process.emit('SIGINT');
  expect(await ended).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ binds: 1, submits: 1, accepted: 1 });
});

test.each([
  [['--script', '/nonexistent.json'], '/nonexistent.json cannot be read: ENOENT.'],
  [['--tls-cert', 'cert.pem'], 'Use --tls-cert and --tls-key together.'],
  [['--port', '70000'], 'It must be a port from 0 to 65535.'],
])('smsc %j is refused', async (args, message) => {
  capture();
  expect(await runCommand(['smsc', ...args])).toBe(1);
  expect(err).toContain(message);
});
