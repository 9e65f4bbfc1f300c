import pg from 'pg';
import { expect, test } from 'vitest';
import { parseDatabaseUrl } from './database-address';

/** Returns the connection parameters that node-postgres reads from each URL. */
const connections = (url: string) =>
  parseDatabaseUrl(url).servers.map((server) => {
    const { host, port, user, password, database } = new pg.Client({ connectionString: server });
    return { host, port, user, password, database };
  });

const SHARED = { user: 'u', password: 'p', database: 'db' };

test.each([
  ['one host', 'postgres://u:p@h1/db', [{ host: 'h1', port: 5432 }]],
  ['a port', 'postgresql://u:p@h1:6000/db', [{ host: 'h1', port: 6000 }]],
  [
    'several hosts, one without a port',
    'postgresql://u:p@h1:6000,h2/db?target_session_attrs=read-write',
    [
      { host: 'h1', port: 6000 },
      { host: 'h2', port: 5432 },
    ],
  ],
  [
    'IPv6',
    'postgres://u:p@[::1]:6000,[2001:db8::2],10.0.0.1:7000/db',
    [
      { host: '::1', port: 6000 },
      { host: '2001:db8::2', port: 5432 },
      { host: '10.0.0.1', port: 7000 },
    ],
  ],
  [
    'socket folders',
    'postgres://u:p@%2Fvar%2Frun:5433,h2/db',
    [
      { host: '/var/run', port: 5433 },
      { host: 'h2', port: 5432 },
    ],
  ],
  [
    'lists in parameters',
    'postgres://u:p@/db?host=h1,::1,/var/run&port=1,2,3',
    [
      { host: 'h1', port: 1 },
      { host: '::1', port: 2 },
      { host: '/var/run', port: 3 },
    ],
  ],
  [
    'one port for all',
    'postgres://u:p@/db?host=h1,h2&port=6000',
    [
      { host: 'h1', port: 6000 },
      { host: 'h2', port: 6000 },
    ],
  ],
])('%s', (_, url, places) => {
  expect(connections(url)).toEqual(places.map((place) => ({ ...SHARED, ...place })));
});

test('passes a percent-encoded password to every host unchanged', () => {
  expect(connections('postgres://u:p%40%2C%3A%2F%25x@h1,h2/db').map(({ password }) => password)).toEqual([
    'p@,:/%x',
    'p@,:/%x',
  ]);
});

test("keeps other parameters, and removes libpq's parameters about hosts", () => {
  const { servers } = parseDatabaseUrl(
    'postgres://u:p@h1,h2/db?sslmode=no-verify&load_balance_hosts=random&target_session_attrs=primary',
  );
  expect(servers).toEqual([
    'postgres://u:p@h1:5432/db?sslmode=no-verify',
    'postgres://u:p@h2:5432/db?sslmode=no-verify',
  ]);
});

test.each([
  ['postgres://h1/db', false],
  ['postgres://h1/db?target_session_attrs=any', false],
  ['postgres://h1/db?target_session_attrs=read-write', true],
  ['postgres://h1/db?target_session_attrs=primary', true],
  ['postgres://h1,h2/db', true],
])('%s: requires a writable server: %s', (url, required) => {
  expect(parseDatabaseUrl(url).requireWritable).toBe(required);
});

test.each([
  ['mysql://h1/db', 'must start with'],
  ['postgres://u:hush@h1/db?target_session_attrs=standby', 'needs target_session_attrs=read-write'],
  ['postgres://u:hush@h1/db?target_session_attrs=mostly', 'has a target_session_attrs other'],
  ['postgres://u:hush@h1:99999/db', 'has a port'],
  ['postgres://u:hush@h1:0/db', 'has a port'],
  ['postgres://u:hush@::1:5432/db', 'brackets'],
  ['postgres://u:hush@h1:x/db', 'has a host'],
  ['postgres://u:hush@/db?host=h1,h2&port=1,2,3', 'one port for each host'],
  ['postgres://u:hush%zz@h1/db', 'is not a valid connection URI'],
])('rejects %s without repeating the password', (url, reason) => {
  const refusal = (): string => {
    try {
      parseDatabaseUrl(url);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal()).toContain(reason);
  expect(refusal()).not.toContain('hush');
});
