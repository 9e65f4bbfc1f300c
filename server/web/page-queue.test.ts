import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Entry, PageQueue } from './page-queue';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A response of which only the beginning and the end matter. */
function response() {
  const outgoing = Object.assign(new EventEmitter(), { destroyed: false, writeHead: () => outgoing });
  return outgoing as unknown as ServerResponse;
}

function enterAll(queue: PageQueue, count: number) {
  const requests = Array.from({ length: count }, () => ({ outgoing: response(), entry: null as Entry | null }));
  for (const request of requests) void queue.enter(request.outgoing).then((entry) => (request.entry = entry));
  return requests;
}

const entries = async (requests: { entry: Entry | null }[]) => {
  await vi.advanceTimersByTimeAsync(0);
  return requests.map(({ entry }) => entry);
};

test('passes on as many as the limit, the others in order as responses begin', async () => {
  const requests = enterAll(new PageQueue({ concurrent: 2, waiting: 10, waitMs: 1_000 }), 4);
  expect(await entries(requests)).toEqual(['entered', 'entered', null, null]);
  // The head may be written once and the response end later: one place.
  requests[1]?.outgoing.writeHead(200);
  requests[1]?.outgoing.emit('close');
  expect(await entries(requests)).toEqual(['entered', 'entered', 'entered', null]);
  // Closed without a response: the client disconnected.
  requests[0]?.outgoing.emit('close');
  expect(await entries(requests)).toEqual(['entered', 'entered', 'entered', 'entered']);
});

test('refuses those beyond the limit at once, and those that waited too long', async () => {
  const requests = enterAll(new PageQueue({ concurrent: 1, waiting: 1, waitMs: 1_000 }), 3);
  expect(await entries(requests)).toEqual(['entered', null, 'busy']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await entries(requests)).toEqual(['entered', 'busy', 'busy']);
});

test('does not render for clients that disconnected while they waited', async () => {
  const requests = enterAll(new PageQueue({ concurrent: 1, waiting: 9, waitMs: 1_000 }), 3);
  requests[1]?.outgoing.emit('close');
  requests[0]?.outgoing.writeHead(200);
  expect(await entries(requests)).toEqual(['entered', 'closed', 'entered']);
});

test('has all places free again after any order of events', async () => {
  const queue = new PageQueue({ concurrent: 2, waiting: 9, waitMs: 1_000 });
  const first = enterAll(queue, 6);
  await vi.advanceTimersByTimeAsync(1_000);
  for (const { outgoing } of first.reverse()) outgoing.emit('close');
  expect(await entries(enterAll(queue, 3))).toEqual(['entered', 'entered', null]);
});
