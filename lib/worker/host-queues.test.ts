import { describe, expect, it } from 'vitest';
import type { ClaimedRow, HeldReport, HostRoom } from '../webhooks/queue';
import { HOSTS_PER_CLAIM, HostQueues, MAX_HANDED_OVER, MAX_HELD } from './host-queues';
import { MAX_PER_HOST } from './host-totals';

const QUICK = { httpStatus: 200, error: null, durationMs: 1 };
const TIMEOUT = { httpStatus: null, error: 'timeout', durationMs: 15_000 } as const;

const NOW = new Date('2026-11-28T12:00:00Z');
let rows = 0;

function row(host: string, count: number, overrides: Partial<ClaimedRow> = {}): ClaimedRow {
  const id = String(++rows);
  const report = (i: number): HeldReport => ({
    ...{
      id: `${host}-${i}`,
      rowId: id,
      url: `http://${host}/`,
      body: '{}',
      accountId: 'a',
      apiKeyId: '',
      endpointId: null,
      webhookSecret: '',
      attempt: 1,
    },
  });
  const reports = Array.from({ length: count }, (_, i) => report(i));
  return {
    ...{ id, host, runAt: NOW, isRecent: false, lostClaims: 0, reports, read: count, size: count },
    ...overrides,
  };
}

const asked = (host: string, overrides: Partial<HostRoom> = {}): HostRoom => ({
  ...{ host, room: 1_000, rows: 10, since: null },
  ...overrides,
});

function filled(host: string, count: number): HostQueues {
  const queues = new HostQueues();
  queues.add([asked(host)], [row(host, count)]);
  return queues;
}

function sendable(queues: HostQueues, host: string): number {
  let count = 0;
  while (queues.next(host)) count++;
  return count;
}

function turnOf(queues: HostQueues): HostRoom[] {
  const asked: HostRoom[] = [];
  do asked.push(...queues.room(true));
  while (queues.isMidTurn);
  return asked;
}

const roomFor = (queues: HostQueues, host: string) => queues.room(true).find((one) => one.host === host);

describe('HostQueues', () => {
  it('lets eight reports of a host be under way at first, in order, and one more for each quick answer', () => {
    const queues = filled('a', 40);
    expect(queues.next('a')?.id).toBe('a-0');
    expect(sendable(queues, 'a')).toBe(7);
    queues.done('a', QUICK);
    expect(queues.next('a')?.id).toBe('a-8');
    expect(queues.next('a')?.id).toBe('a-9');
    expect(queues.next('a')).toBeUndefined();
    expect(queues.held).toBe(39);
  });

  it('lets only one at a time go to a host that timed out, until it answers', () => {
    const queues = filled('a', 20);
    expect(sendable(queues, 'a')).toBe(8);
    for (let i = 0; i < 8; i++) queues.done('a', TIMEOUT);
    expect(roomFor(queues, 'a')).toBeUndefined();
    expect(sendable(queues, 'a')).toBe(1);
    queues.done('a', QUICK);
    expect(sendable(queues, 'a')).toBe(2);
  });

  it('remembers that a host timed out when nothing of it is held any more', () => {
    const queues = filled('a', 1);
    queues.next('a');
    queues.done('a', TIMEOUT);
    expect(roomFor(queues, 'a')).toMatchObject({ room: 1 });
  });

  it('claims more of a host that answers than it sends at a time, when half of that is gone', () => {
    const queues = filled('a', 8);
    expect(roomFor(queues, 'a')).toBeUndefined();
    sendable(queues, 'a');
    for (let i = 0; i < 8; i++) queues.done('a', QUICK);
    expect(roomFor(queues, 'a')?.room).toBeGreaterThanOrEqual(32);
  });

  it('reserves half of the places for hosts that are known to answer', () => {
    const queues = new HostQueues();
    queues.learn(Array.from({ length: MAX_HELD }, (_, i) => `hangs-${i}`));
    for (let hosts = queues.room(true); hosts.length > 0 || queues.isMidTurn; hosts = queues.room(true)) {
      queues.add(
        hosts,
        hosts.map(({ host, room }) => row(host, room)),
      );
    }
    expect(queues.held).toBeLessThanOrEqual(MAX_HELD / 2);
    const [proven = ''] = queues.known();
    queues.next(proven);
    queues.done(proven, QUICK);
    queues.takeWaiting(proven);
    expect(turnOf(queues).find(({ host }) => host === proven)?.room).toBeGreaterThan(1);
  });

  it('asks for all hosts in turn when there are more than a claim asks for', () => {
    const queues = new HostQueues();
    const names = Array.from({ length: HOSTS_PER_CLAIM * 2 + 10 }, (_, i) => `h-${i}`);
    queues.learn(names);
    const turns = [1, 2, 3].map(() => ({ hosts: queues.room(true).map(({ host }) => host), more: queues.isMidTurn }));
    expect(turns.flatMap(({ hosts }) => hosts).sort()).toEqual(names.sort());
    expect(turns.map(({ more }) => more)).toEqual([true, true, false]);
  });

  it('asks only for hosts that are known to have more, where that is wanted', () => {
    const queues = new HostQueues();
    queues.learn(['a', 'b', 'c']);
    const hosts = queues.room(true);
    queues.add(hosts, []);
    expect(queues.room(false)).toEqual([]);
    queues.expect(['b', 'd']);
    expect(
      queues
        .room(false)
        .map(({ host }) => host)
        .sort(),
    ).toEqual(['b', 'd']);
    expect(
      queues
        .room(true)
        .map(({ host }) => host)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reads a queue on from the last row claimed, further back for what may be committed late or has returned', () => {
    const queues = new HostQueues();
    const later = new Date(NOW.getTime() + 1);
    const [first, last] = [row('a', 1), row('a', 1, { runAt: later })];
    queues.add([asked('a')], [last, first]);
    expect(roomFor(queues, 'a')?.since).toEqual({ runAt: later, id: last.id });
    queues.returned([{ ...first, unsent: [] }]);
    expect(roomFor(queues, 'a')?.since).toEqual({ runAt: NOW, id: first.id });
    queues.add([asked('a')], [row('a', 1, { isRecent: true })]);
    expect(roomFor(queues, 'a')?.since?.runAt).toEqual(new Date(NOW.getTime() - 2_000));
    queues.rereadAll();
    expect(roomFor(queues, 'a')?.since).toBeNull();
  });

  it('returns one host’s waiting reports, or all', () => {
    const queues = filled('a', 10);
    queues.add([asked('b')], [row('b', 1)]);
    queues.next('a');
    expect(queues.takeWaiting('a')).toHaveLength(9);
    expect(queues.held).toBe(2);
    expect(queues.takeWaiting().map(({ id }) => id)).toEqual(['b-0']);
    expect(queues.held).toBe(1);
  });
});

describe('reports that are handed over', () => {
  /** Queues with hosts that have answered. */
  function answering(...hosts: string[]): HostQueues {
    const queues = new HostQueues();
    for (const host of hosts) {
      queues.add([asked(host)], [row(host, 1)]);
      queues.next(host);
      queues.done(host, QUICK);
    }
    return queues;
  }

  const handedOver = (host: string, count: number): ClaimedRow => {
    const claimed = row(host, count);
    return { ...claimed, reports: claimed.reports.map((report) => ({ ...report, isHandedOver: true })) };
  };

  it('are only for hosts that are known to answer', () => {
    const queues = answering('a');
    expect(queues.reserve('a', 10)).toBe(10);
    expect(queues.reserve('new', 10)).toBe(0);
    queues.done('a', TIMEOUT);
    expect(queues.reserve('a', 10)).toBe(0);
  });

  it('are as many as a host can take soon, reserved or taken, until they are done or taken out', () => {
    const queues = answering('a');
    const most = queues.reserve('a', MAX_HANDED_OVER);
    expect(most).toBeGreaterThanOrEqual(8 * 16);
    expect(queues.reserve('a', 1)).toBe(0);
    queues.takeOver([handedOver('a', 100)]);
    queues.release('a', most);
    expect(queues.reserve('a', MAX_HANDED_OVER)).toBe(most - 100);
    queues.release('a', most - 100);
    expect(queues.next('a')?.isHandedOver).toBe(true);
    queues.done('a', { ...QUICK, durationMs: 1_000 }, true);
    expect(queues.takeWaiting('a')).toHaveLength(99);
    expect(queues.reserve('a', MAX_HANDED_OVER)).toBe(most);
  });

  it('are limited over all hosts', () => {
    const names = Array.from({ length: 300 }, (_, i) => `host-${i}`);
    const queues = answering(...names);
    const reserved = names.reduce((sum, name) => sum + queues.reserve(name, 1_000), 0);
    expect(reserved).toBe(MAX_HANDED_OVER);
  });

  it('take no room of what is claimed', () => {
    const queues = answering('a', 'b');
    const rooms = () => ['a', 'b'].map((host) => roomFor(queues, host)?.room);
    const before = rooms();
    queues.takeOver([handedOver('a', 500)]);
    expect(rooms()).toEqual(before);
    expect(queues.held).toBe(0);
  });
});

it('reads a queue on from the time of a claim that left nothing due', () => {
  const queues = new HostQueues();
  queues.add([asked('a')], [], NOW);
  expect(roomFor(queues, 'a')?.since?.runAt.getTime()).toBe(NOW.getTime() - 2_000);
  queues.add([asked('a')], [row('a', 1_000)], NOW);
  expect(roomFor(queues, 'a')?.since).toBeUndefined();
});

describe('lanes of one host', () => {
  const FAILURE = { httpStatus: 500, error: null, durationMs: 1 };

  it('leave room for lanes that answer when very many hang', () => {
    const lanes = Array.from({ length: 100 }, (_, i) => `a#${i}`);
    const queues = new HostQueues();
    for (const lane of lanes) queues.add([asked(lane)], [row(lane, 8)]);
    const hanging = lanes.reduce((sum, lane) => sum + sendable(queues, lane), 0);
    expect(hanging).toBe(MAX_PER_HOST / 2);
    queues.add([asked('b#1')], [row('b#1', 8)]);
    expect(sendable(queues, 'b#1')).toBe(8);
    queues.done('a#0', QUICK);
    expect(queues.takeBlocked('a#0').length).toBeGreaterThan(0);
    queues.add([asked('a#0')], [row('a#0', 8)]);
    expect(sendable(queues, 'a#0')).toBeGreaterThan(0);
  });

  it('are paused one by one: nothing is sent, claimed or handed over until the circuit has a probe', () => {
    let now = 1_000_000;
    const queues = new HostQueues(() => now);
    for (const lane of ['a#1', 'a#2']) queues.add([asked(lane)], [row(lane, 40)]);
    for (let i = 0; i < 10; i++) {
      expect(queues.next('a#1')?.id).toBe(`a#1-${i}`);
      queues.done('a#1', FAILURE);
      now += 2;
    }
    expect([queues.isPaused('a#1'), queues.next('a#1'), queues.reserve('a#1', 5)]).toEqual([true, undefined, 0]);
    expect(queues.takeWaiting('a#1')).toHaveLength(30);
    expect(roomFor(queues, 'a#1')).toBeUndefined();
    expect(sendable(queues, 'a#2')).toBe(8);
    now += 1_000;
    expect(roomFor(queues, 'a#1')).toMatchObject({ room: 1 });
    queues.add([asked('a#1')], [row('a#1', 2)]);
    expect(sendable(queues, 'a#1')).toBe(1);
    expect(queues.reserve('a#1', 5)).toBe(0);
    queues.done('a#1', QUICK);
    expect(queues.reserve('a#1', 5)).toBe(5);
  });
});
