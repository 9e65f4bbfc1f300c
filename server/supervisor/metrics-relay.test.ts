import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ToWeb } from '../web/metrics-messages';
import { MetricsRelay } from './metrics-relay';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const metric = (name: string) => [{ name }] as never;

/** Three web processes, a request of the first, and a relay between them. */
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
  const [requester, first, second] = processes as [(typeof processes)[0], (typeof processes)[0], (typeof processes)[0]];
  const relay = new MetricsRelay(processes);
  relay.take(requester, { type: 'collect-metrics', id: 7 });
  return { relay, requester, first, second };
}

it('requests metrics from all other processes and sends them to the requester', () => {
  const { relay, requester, first, second } = setUp();
  expect([requester.received, first.received, second.received]).toEqual([
    [],
    [{ type: 'read-metrics', id: 1 }],
    [{ type: 'read-metrics', id: 1 }],
  ]);
  relay.take(first, { type: 'metrics', id: 1, metrics: metric('b') });
  relay.take(first, { type: 'metrics', id: 1, metrics: metric('b') });
  expect(requester.received).toEqual([]);
  relay.take(second, { type: 'metrics', id: 1, metrics: metric('c') });
  expect(requester.received).toEqual([{ type: 'metrics-of-others', id: 7, answers: [metric('b'), metric('c')] }]);
});

it('leaves out a process that does not respond in time', () => {
  const { relay, requester, first, second } = setUp();
  relay.take(second, { type: 'metrics', id: 1, metrics: metric('c') });
  vi.runAllTimers();
  relay.take(first, { type: 'metrics', id: 1, metrics: metric('b') });
  expect(requester.received).toEqual([{ type: 'metrics-of-others', id: 7, answers: [metric('c')] }]);
});

it('responds at once where no other process is ready, and ignores other messages', () => {
  const requester = { isReady: () => true, send: vi.fn() };
  const relay = new MetricsRelay([requester, { isReady: () => false, send: vi.fn() }]);
  relay.take(requester, { type: 'something' });
  relay.take(requester, { type: 'collect-metrics', id: 3 });
  expect(requester.send.mock.calls).toEqual([[{ type: 'metrics-of-others', id: 3, answers: [] }]]);
});
