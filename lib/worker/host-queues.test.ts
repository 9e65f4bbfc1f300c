import { describe, expect, it } from 'vitest';
import type { HeldReport } from '../webhooks/queue';
import { HostQueues, MAX_HELD_PER_HOST } from './host-queues';

const report = (host: string, id = host): HeldReport => ({
  id,
  host,
  url: `http://${host}/`,
  body: '{}',
  earlierClaims: 0,
  apiKeyId: '',
  webhookSecret: '',
});

function filled(host: string, count: number): HostQueues {
  const queues = new HostQueues();
  for (let i = 0; i < count; i++) queues.add(report(host, `${host}-${i}`));
  return queues;
}

function sendable(queues: HostQueues, host: string): number {
  let count = 0;
  while (queues.next(host)) count++;
  return count;
}

describe('HostQueues', () => {
  it('allows eight reports per host in flight, first in, first out, and one more for each that ends', () => {
    const queues = filled('a', 20);
    expect(queues.next('a')?.id).toBe('a-0');
    expect(sendable(queues, 'a')).toBe(7);
    queues.done('a', false);
    expect(queues.next('a')?.id).toBe('a-8');
    expect(queues.next('a')).toBeUndefined();
    expect(queues.held).toBe(19);
  });

  it('requests more reports of a host only when it has less than half of its capacity', () => {
    const queues = filled('a', MAX_HELD_PER_HOST);
    expect(queues.room().get('a')).toBe(0);
    let claimedAfter = 0;
    for (let done = 1; done <= MAX_HELD_PER_HOST / 2; done++) {
      queues.next('a');
      if (queues.done('a', false)) claimedAfter = done;
    }
    expect(claimedAfter).toBe(MAX_HELD_PER_HOST / 2);
    expect(queues.room().get('a')).toBe(MAX_HELD_PER_HOST / 2);
  });

  it('allows a host one report at a time after a timeout, until it responds', () => {
    const queues = filled('a', 20);
    expect(sendable(queues, 'a')).toBe(8);
    for (let i = 0; i < 8; i++) queues.done('a', true);
    expect(queues.room().get('a')).toBe(0);
    expect(sendable(queues, 'a')).toBe(1);
    queues.done('a', false);
    expect(sendable(queues, 'a')).toBe(8);
  });

  it("returns one host's waiting reports, or all", () => {
    const queues = filled('a', 10);
    queues.add(report('b'));
    queues.next('a');
    expect(queues.takeWaiting('a')).toHaveLength(9);
    expect(queues.held).toBe(2);
    expect(queues.takeWaiting().map(({ host }) => host)).toEqual(['b']);
    expect(queues.held).toBe(1);
  });
});
