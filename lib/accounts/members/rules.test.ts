import { expect, test } from 'vitest';
import { keepsAdministrator, type Membership } from './rules';

test.each<[Membership['role'], boolean, number, boolean]>([
  ['admin', false, 0, false],
  ['admin', false, 1, true],
  ['admin', true, 0, true],
  ['advanced', false, 0, true],
  ['basic', false, 0, true],
])('%s, disabled: %s, beside %i other administrators: may leave: %s', (role, disabled, others, keeps) => {
  expect(keepsAdministrator({ role, disabled }, others)).toBe(keeps);
});
