import { expect, it } from 'vitest';
import { Floors } from './floors';

const AT = ['2026-11-28T12:00:00Z', '2026-11-28T12:00:01Z'] as const;

it('keeps what is known of a lane that is empty now, and begins again after five minutes', () => {
  let nowMs = 0;
  const floors = new Floors(() => nowMs);
  expect(floors.toParameter()).toBe('{}');
  floors.learn('a', [null, AT[0], null]);
  floors.learn('b', [AT[0], null, null]);
  floors.learn('a', [AT[1], null, null]);
  expect(JSON.parse(floors.toParameter())).toEqual({ a: [AT[1], AT[0], null], b: [AT[0], null, null] });
  nowMs = 299_999;
  expect(floors.toParameter()).not.toBe('{}');
  nowMs = 300_000;
  expect(floors.toParameter()).toBe('{}');
  floors.learn('a', [null, AT[1], null]);
  expect(JSON.parse(floors.toParameter())).toEqual({ a: [null, AT[1], null] });
});
