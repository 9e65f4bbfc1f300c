import { describe, expect, test } from 'vitest';
import type { SendSettings } from './settings';
import { effectiveSettings } from './settings';

const NONE: SendSettings = { sender: null, autoReplace: null, dlrUrl: null };

describe.each([
  ['sender', 'R', 'K', 'A', null],
  ['autoReplace', 'full', 'on', 'off', 'off'],
  ['dlrUrl', 'https://r', 'https://k', 'https://a', null],
] as const)('%s', (field, request, key, account, otherwise) => {
  const set = (value: string | null) => ({ ...NONE, [field]: value });

  test.each([
    ['request wins', request, key, account, request],
    ['request wins over account', request, null, account, request],
    ['key wins over account', null, key, account, key],
    ['account counts', null, null, account, account],
    ['else the default', null, null, null, otherwise],
  ])('%s', (_, r, k, a, expected) => {
    expect(effectiveSettings(set(r), set(k), set(a))[field]).toBe(expected);
  });

  test('absent from the request is not said', () => {
    expect(effectiveSettings({}, set(key), set(account))[field]).toBe(key);
  });
});
