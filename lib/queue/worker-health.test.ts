import { describe, expect, it } from 'vitest';
import { judgeWorkers, STUCK_AFTER_MS, type WorkerFacts, workerHealthJson, workerProblems } from './worker-health';

const now = new Date('2026-11-28T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const LONG = ago(STUCK_AFTER_MS);
const SHORT = ago(STUCK_AFTER_MS - 1);

const QUIET: WorkerFacts = {
  ...{ now, running: 1, lost: 0, messageDueAt: null, reportDueAt: null, messageSettledAt: null, reportSettledAt: null },
};

describe('judgeWorkers', () => {
  it.each<[string, Partial<WorkerFacts>, string]>([
    ['an empty queue', {}, 'working'],
    ['no running worker', { running: 0 }, 'stopped'],
    ['no running worker and waiting jobs', { running: 0, messageDueAt: LONG }, 'stopped'],
    ['a message that has just become due', { messageDueAt: SHORT }, 'working'],
    ['a message due for a long time, without settled jobs', { messageDueAt: LONG }, 'stuck'],
    ['no settled jobs for a long time', { messageDueAt: LONG, messageSettledAt: LONG }, 'stuck'],
    ['a long queue that shrinks', { messageDueAt: ago(3_600_000), messageSettledAt: SHORT }, 'working'],
    ['a report due for a long time, without settled jobs', { reportDueAt: LONG }, 'stuck'],
    ['settled messages beside stuck reports', { reportDueAt: LONG, messageSettledAt: now }, 'stuck'],
    ['two dead workers in ten minutes', { lost: 2 }, 'working'],
    ['three dead workers in ten minutes', { lost: 3 }, 'restarting'],
    ['three dead workers and stuck reports', { lost: 3, reportDueAt: LONG }, 'stuck'],
  ])('%s', (_, facts, status) => {
    expect(judgeWorkers({ ...QUIET, ...facts }).status).toBe(status);
  });

  it('contains the time since which each queue is stuck', () => {
    const health = judgeWorkers({ ...QUIET, messageDueAt: LONG, reportDueAt: ago(120_000) });
    expect(workerHealthJson(health)).toEqual({
      status: 'stuck',
      lost_in_10_minutes: 0,
      messages_waiting_since: '2026-11-28T11:59:00.000Z',
      reports_waiting_since: '2026-11-28T11:58:00.000Z',
    });
  });
});

describe('workerProblems', () => {
  it.each<[Partial<WorkerFacts>, RegExp[]]>([
    [{}, []],
    [{ running: 0 }, [/^No worker is running/]],
    [{ lost: 4 }, [/restarts repeatedly: it ended by itself 4 times/]],
    [
      { messageDueAt: LONG, reportDueAt: LONG },
      [/^Messages have been waiting since 2026/, /^Delivery reports have been/],
    ],
  ])('of %j', (facts, expected) => {
    const problems = workerProblems(judgeWorkers({ ...QUIET, ...facts }));
    expect(problems).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(problems[i]).toMatch(pattern);
  });
});
