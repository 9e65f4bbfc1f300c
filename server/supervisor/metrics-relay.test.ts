import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ToWeb } from '../web/metrics-messages';
import { MetricsRelay } from './metrics-relay';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const metric = (name: string) => [{ name }] as never;

/** Three web processes of which the first asks, and a relay between them. */
function setUp() {
  const processes = ['a', 'b', 'c'].map((name) => {
    const received: ToWeb[] = [];
    return {
      name,
      received,
      ready: true,
      isReady: () => true,
      send: (message: object) => received.push(message as ToWeb),
    };
  });
  const [asker, first, second] = processes as [(typeof processes)[0], (typeof processes)[0], (typeof processes)[0]];
  const relay = new MetricsRelay(processes);
  relay.take(asker, { type: 'collect-metrics', id: 7 });
  return { relay, asker, first, second };
}

it('asks all other processes and sends the asker what they answer', () => {
  const { relay, asker, first, second } = setUp();
  expect([asker.received, first.received, second.received]).toEqual([
    [],
    [{ type: 'read-metrics', id: 1 }],
    [{ type: 'read-metrics', id: 1 }],
  ]);
  relay.take(first, { type: 'metrics', id: 1, metrics: metric('b') });
  relay.take(first, { type: 'metrics', id: 1, metrics: metric('b') });
  expect(asker.received).toEqual([]);
  relay.take(second, { type: 'metrics', id: 1, metrics: metric('c') });
  expect(asker.received).toEqual([{ type: 'metrics-of-others', id: 7, answers: [metric('b'), metric('c')] }]);
});

it('leaves out a process that does not answer, once, however late it is', () => {
  const { relay, asker, first, second } = setUp();
  relay.take(second, { type: 'metrics', id: 1, metrics: metric('c') });
  vi.runAllTimers();
  relay.take(first, { type: 'metrics', id: 1, metrics: metric('b') });
  expect(asker.received).toEqual([{ type: 'metrics-of-others', id: 7, answers: [metric('c')] }]);
});

it('answers at once where no other process is ready, and ignores other messages', () => {
  const asker = { isReady: () => true, send: vi.fn() };
  const relay = new MetricsRelay([asker, { isReady: () => false, send: vi.fn() }]);
  relay.take(asker, { type: 'something' });
  relay.take(asker, { type: 'collect-metrics', id: 3 });
  expect(asker.send.mock.calls).toEqual([[{ type: 'metrics-of-others', id: 3, answers: [] }]]);
});
