import { expect, test } from 'vitest';
import { failureOfReceipt, statusOfState, statusOfText } from './receipt-status';

test.each([
  ['DELIVRD', 'delivered'],
  ['delivrd', 'delivered'],
  ['Delivered', 'delivered'],
  ['DELIVERD', 'delivered'],
  ['DELIVER', 'delivered'],
  ['DELIVRD,', 'delivered'],
  ['EXPIRED', 'expired'],
  ['UNDELIV', 'undelivered'],
  ['UNDELIVERED', 'undelivered'],
  ['UNDELIVERABLE', 'undelivered'],
  ['DELETED', 'undelivered'],
  ['FAILED', 'undelivered'],
  ['REJECTD', 'rejected'],
  ['REJECTED', 'rejected'],
  ['UNKNOWN', 'unknown'],
  ['ENROUTE', 'submitted'],
  ['ACCEPTD', 'submitted'],
  ['ACCEPTED', 'submitted'],
  ['BUFFERED', 'submitted'],
  ['2', 'delivered'],
  ['002', 'delivered'],
  ['5', 'undelivered'],
  ['', null],
  ['42', null],
  ['NONSENSE', null],
])('reads stat %j as %s', (stat, status) => {
  expect(statusOfText(stat)).toBe(status);
});

test('reads every message_state of SMPP 3.4 and 5.0', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255].map(statusOfState)).toEqual([
    ...['submitted', 'submitted', 'delivered', 'expired', 'undelivered', 'undelivered', 'submitted', 'unknown'],
    ...['rejected', 'undelivered', null, null],
  ]);
});

test.each([
  ['delivered', '000', null],
  ['delivered', '027', null],
  ['submitted', '001', null],
  ['undelivered', '000', 'undeliverable'],
  ['undelivered', null, 'undeliverable'],
  ['undelivered', '001', 'invalid_recipient'],
  ['undelivered', '027', 'absent_subscriber'],
  ['undelivered', '27', 'absent_subscriber'],
  ['undelivered', '999', 'undeliverable'],
  ['undelivered', 'garbage', 'undeliverable'],
  ['expired', '027', 'expired_at_carrier'],
  ['rejected', '001', 'rejected_by_carrier'],
  ['unknown', null, 'unknown_outcome'],
] as const)('is the failure of %s with err %j: %s', (status, error, failure) => {
  expect(failureOfReceipt(status, error, null)).toBe(failure);
});

test('reads the code of a GSM network from its TLV, and no other network', () => {
  expect(failureOfReceipt('undelivered', '000', Buffer.from([3, 0, 27]))).toBe('absent_subscriber');
  expect(failureOfReceipt('undelivered', '000', Buffer.from([1, 0, 27]))).toBe('undeliverable');
  expect(failureOfReceipt('undelivered', '000', Buffer.from([3, 0]))).toBe('undeliverable');
});
