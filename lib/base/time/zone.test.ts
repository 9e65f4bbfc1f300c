import { expect, test } from 'vitest';

test('unit tests run in a time zone other than UTC', () => {
  expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe('America/St_Johns');
  expect(new Date('2026-07-01T00:00:00Z').getTimezoneOffset()).toBe(150);
});
