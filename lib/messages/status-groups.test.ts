import { expect, test } from 'vitest';
import { isFinal, MESSAGE_STATUSES } from './rules';
import { STATUS_GROUPS, statusGroup } from './status-groups';

test('every status belongs to exactly one group', () => {
  expect(Object.values(STATUS_GROUPS).flat().toSorted()).toEqual([...MESSAGE_STATUSES].toSorted());
});

test('the waiting and scheduled groups contain the statuses that can still change', () => {
  for (const status of MESSAGE_STATUSES) {
    expect(['waiting', 'scheduled'].includes(statusGroup(status))).toBe(!isFinal(status));
  }
});
