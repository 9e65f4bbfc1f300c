import { afterEach, expect, it, vi } from 'vitest';
import { newId } from '../base/ids';
import { resetSingleton } from '../base/process-singleton';
import { useDatabase } from '../testing/database';
import { WAIT_LIMIT } from '../testing/limits';
import { flushChanges, noteChange, publishChanges } from './changes';
import { type LiveStream, liveHub, stopLiveHub } from './hub';

useDatabase();
afterEach(async () => {
  await stopLiveHub();
  resetSingleton('live-hub');
  resetSingleton('live-changes');
});

const account = newId();
const other = newId();
const open = new Map([
  ['a', account],
  ['b', other],
  ['op', other],
]);
const hub = () => liveHub(async (ids) => new Map([...open].filter(([id]) => ids.includes(id))));
const stream = (sessionId: string, accountId: string, operator = false) =>
  ({ sessionId, accountId, operator, userId: sessionId, send: vi.fn(), close: vi.fn() }) satisfies LiveStream;

it('sends each change to the tabs of its account, and to operators, until their session ends', async () => {
  publishChanges();
  const now = Date.now() + 60_000;
  const [a, b, operator] = [stream('a', account), stream('b', other), stream('op', other, true)];
  for (const one of [a, b, operator]) hub().add(one, now);
  // The listener announces once that it may have missed something.
  await vi.waitFor(() => expect(operator.send).toHaveBeenCalledTimes(1), WAIT_LIMIT);
  for (const one of [a, b, operator]) one.send.mockClear();
  noteChange('messages', account);
  noteChange('messages', account);
  noteChange('carriers', null);
  await flushChanges();
  await vi.waitFor(() => expect(operator.send).toHaveBeenCalledTimes(1), WAIT_LIMIT);
  expect(a.send.mock.calls).toEqual([[{ own: ['messages', 'carriers'], all: [] }]]);
  expect(b.send.mock.calls).toEqual([[{ own: ['carriers'], all: [] }]]);
  expect(operator.send.mock.calls).toEqual([[{ own: ['carriers'], all: ['messages', 'carriers'] }]]);

  // Rendered before that change, and after it.
  const [late, current] = [stream('a', account), stream('a', account)];
  hub().add(late, 0);
  hub().add(current, now);
  expect(late.send.mock.calls[0]?.[0].own).toContain('messages');
  expect(current.send).not.toHaveBeenCalled();

  // The session now shows another account: the tab gets nothing more.
  open.set('a', other);
  noteChange('messages', account);
  await flushChanges();
  await vi.waitFor(() => expect(a.close).toHaveBeenCalledWith('ended'), WAIT_LIMIT);
  expect(a.send).toHaveBeenCalledTimes(1);
  expect(b.close).not.toHaveBeenCalled();
  await stopLiveHub();
  expect(b.close).toHaveBeenCalledWith('stopping');
});

it('closes the oldest tab of a user who has too many', async () => {
  const first = stream('b', other);
  const rest = Array.from({ length: 20 }, () => stream('b', other));
  for (const one of [first, ...rest]) liveHub(async () => open).add(one, Date.now());
  expect(first.close).toHaveBeenCalledTimes(1);
  expect(rest.filter(({ close }) => close.mock.calls.length > 0)).toEqual([]);
});

it('costs nothing where no page can be open', async () => {
  const flush = vi.spyOn(globalThis, 'setTimeout');
  noteChange('messages', account);
  expect(flush).not.toHaveBeenCalled();
});
