import { expect, it } from 'vitest';
import { isId } from '@/lib/base/ids';
import { WorkerIdentities } from './worker-identities';

it('starts each worker with its own id and the ids of its dead predecessors until one is ready', () => {
  const identities = new WorkerIdentities();
  const first = identities.next();
  expect(isId(first.POSTERN_WORKER_ID ?? '')).toBe(true);
  expect(first.POSTERN_LOST_WORKERS).toBe('');
  const second = identities.next();
  expect(second.POSTERN_LOST_WORKERS).toBe(first.POSTERN_WORKER_ID);
  const third = identities.next();
  expect(third.POSTERN_LOST_WORKERS).toBe(`${first.POSTERN_WORKER_ID},${second.POSTERN_WORKER_ID}`);
  identities.markReleased();
  expect(identities.unreleased()).toEqual([third.POSTERN_WORKER_ID]);
  expect(identities.next().POSTERN_LOST_WORKERS).toBe(third.POSTERN_WORKER_ID);
});

it('includes the workers of an earlier start that was killed as a whole', () => {
  const identities = new WorkerIdentities(['a', 'b']);
  expect(identities.next().POSTERN_LOST_WORKERS).toBe('a,b');
});

it('limits the list for a worker that crashes at each start', () => {
  const identities = new WorkerIdentities();
  for (let i = 0; i < 100; i++) identities.next();
  expect(identities.unreleased()).toHaveLength(32);
});
