import { describe, expect, it, test } from 'vitest';
import { kindOf, parseStat, processorTimes } from './process-time';

/** utime 120, stime 30, cutime 400, cstime 50, as Linux writes them. */
const stat = (command: string) =>
  `4711 (${command}) S 17 4711 4711 0 -1 4194560 2301 98 0 0 120 30 400 50 20 0 11 0 8913 1090000 25000 184467440737`;

describe('parseStat', () => {
  it.each(['node', 'postgres', 'a (b) c', ') S 9 9 9'])('reads parent and times of a command named %j', (command) => {
    expect(parseStat(stat(command))).toEqual({ parent: 17, ownUs: 1_500_000, reapedUs: 4_500_000 });
  });
});

test.each([
  ['/usr/bin/node\0.build/web.mjs\0', 'web'],
  ['/usr/bin/node\0--enable-source-maps\0/srv/postern/.build/worker.mjs\0', 'worker'],
  ['/data/native/bin/postgres\0-D\0/data/postgres\0', 'postgres'],
  ['postgres: postern postern [local] idle', 'postgres'],
  ['postgres: checkpointer ', 'postgres'],
  ['/usr/bin/node\0server/start.mjs\0', null],
  ['/usr/bin/node\0.build/bench/through-next.mjs\0', null],
  ['/usr/bin/node\0/opt/cobweb.mjs\0', null],
  ['psql\0postgres\0', null],
  ['', null],
])('kind of %j is %s', (commandLine, kind) => {
  expect(kindOf(commandLine)).toBe(kind);
});

test('a process without such descendants has used no time', () => {
  expect(processorTimes(-1)).toEqual({ web: 0, worker: 0, postgres: 0 });
});
