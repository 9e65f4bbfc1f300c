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
    ['the request overrides all', request, key, account, request],
    ['the request overrides the account', request, null, account, request],
    ['the key overrides the account', null, key, account, key],
    ['the account applies', null, null, account, account],
    ['the default applies', null, null, null, otherwise],
  ])('%s', (_, r, k, a, expected) => {
    expect(effectiveSettings(set(r), set(k), set(a))[field]).toBe(expected);
  });

  test('a setting that is absent from the request has no source', () => {
    expect(effectiveSettings({}, set(key), set(account))[field]).toBe(key);
  });
});
