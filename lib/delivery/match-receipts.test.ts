import { describe, expect, it } from 'vitest';
import { isNumberOf, isSameNumber } from './match-receipts';

describe('the number of a receipt', () => {
  it.each([
    ['+3725550001', '+3725550001', true, true],
    ['003725550001', '+3725550001', true, true],
    ['5550001', '+3725550001', true, true],
    ['3725550002', '+3725550001', false, false],
    // An alphanumeric or short address is no evidence, for or against.
    ['Acme', '+3725550001', true, false],
    ['1234', '+3725550001', true, false],
    ['', '+3725550001', true, false],
    ['\u200b', '+3725550001', true, false],
  ])('%j of a message to %s: may be the same %s, certainly %s', (receipt, message, maybe, certainly) => {
    expect(isSameNumber(receipt, message)).toBe(maybe);
    expect(isNumberOf(receipt, message)).toBe(certainly);
  });
});
