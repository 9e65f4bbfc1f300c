import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageStatus as StoredStatus } from '../generated/prisma/enums';
import {
  canMove,
  FAILURES,
  failureSentence,
  isFinal,
  MESSAGE_STATUSES,
  type MessageStatus,
  resubmitDelayMs,
} from './rules';

const FINAL: MessageStatus[] = ['delivered', 'undelivered', 'expired', 'rejected', 'unknown', 'cancelled'];
const status = fc.constantFrom(...MESSAGE_STATUSES);

it('has the statuses of the database', () => {
  expect([...MESSAGE_STATUSES]).toEqual(Object.values(StoredStatus));
});

describe('canMove', () => {
  it.each([
    ['scheduled', 'queued', true],
    ['scheduled', 'cancelled', true],
    ['scheduled', 'submitted', false],
    ['queued', 'submitted', true],
    ['queued', 'rejected', true],
    ['queued', 'expired', true],
    ['queued', 'cancelled', false],
    ['queued', 'scheduled', false],
    ['submitted', 'delivered', true],
    ['submitted', 'queued', false],
    ['submitted', 'submitted', false],
    ['submitted', 'cancelled', false],
    ['delivered', 'submitted', false],
    ['delivered', 'undelivered', false],
    ['unknown', 'delivered', false],
  ] as const)('from %s to %s is %s', (from, to, allowed) => {
    expect(canMove(from, to)).toBe(allowed);
  });

  it('allows no move from a final status, and only final statuses have none', () => {
    for (const from of MESSAGE_STATUSES) {
      expect(isFinal(from)).toBe(FINAL.includes(from));
      expect(MESSAGE_STATUSES.some((to) => canMove(from, to))).toBe(!FINAL.includes(from));
    }
  });

  it('changes the status at most three times and never back, for any sequence of moves', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 40 }), (wishes) => {
        const seen: MessageStatus[] = ['scheduled'];
        for (const wish of wishes) {
          const now = seen.at(-1);
          if (now && canMove(now, wish)) seen.push(wish);
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length).toBeLessThanOrEqual(4);
        expect(seen.slice(0, -1).some(isFinal)).toBe(false);
      }),
    );
  });
});

describe('failureSentence', () => {
  it('has one sentence per code, shows unknown codes unchanged, and is null without a code', () => {
    for (const sentence of Object.values(FAILURES)) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(failureSentence('absent_subscriber')).toBe(FAILURES.absent_subscriber);
    expect(failureSentence('x-17')).toBe('x-17');
    expect(failureSentence(null)).toBeNull();
  });
});

describe('resubmitDelayMs', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [6, 32_000],
    [7, 60_000],
    [1_000, 60_000],
  ])('waits after attempt %i for %i ms', (attempt, ms) => {
    expect(resubmitDelayMs(attempt)).toBe(ms);
  });
});
