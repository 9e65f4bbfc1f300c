import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../token-bucket';
import { Backoff } from './backoff';

describe('Backoff', () => {
  it('doubles the pause from 1 s to 60 s while nothing succeeds', () => {
    const backoff = new Backoff(() => 0.5);
    let nowMs = 0;
    const pauses = Array.from({ length: 8 }, () => {
      backoff.pause(nowMs);
      const pause = backoff.remainingMs(nowMs);
      nowMs += pause;
      return pause;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    backoff.succeed(nowMs);
    expect(backoff.isActive).toBe(false);
  });

  it('counts messages that fail together as one failure, and ignores success of those sent before', () => {
    const backoff = new Backoff(() => 0.5);
    for (let i = 0; i < 200; i++) backoff.pause(i / 10);
    expect(backoff.remainingMs(20)).toBe(980);
    backoff.succeed(500);
    expect(backoff.remainingMs(500)).toBe(500);
    expect(backoff.isActive).toBe(true);
  });

  it('waits at least as long as the carrier asks for', () => {
    const backoff = new Backoff(() => 0);
    backoff.pause(0, 7_000);
    expect(backoff.remainingMs(0)).toBe(7_000);
    backoff.pause(1_000, 10_000);
    expect(backoff.remainingMs(1_000)).toBe(10_000);
  });
});

it('TokenBucket keeps the rate, with a small burst after a pause', () => {
  const bucket = new TokenBucket(100, 0);
  const takeAll = (nowMs: number) => {
    const count = bucket.available(nowMs);
    for (let i = 0; i < count; i++) bucket.take();
    return count;
  };
  expect(takeAll(0)).toBe(5);
  expect(bucket.untilNextMs(0)).toBe(10);
  let sent = 0;
  for (let ms = 1; ms <= 1_000; ms++) sent += takeAll(ms);
  expect(sent).toBe(100);
  expect(takeAll(60_000)).toBe(5);
  expect(new TokenBucket(0.5, 0).available(0)).toBe(1);
});
