import type { Role } from '../../access/actor';

export type Membership = { role: Role; disabled: boolean };

/**
 * Whether an account keeps an administrator when `leaving` stops being one. `others`: its other enabled administrators. A
 * disabled user cannot administer anything, so losing one changes nothing.
 */
export function keepsAdministrator(leaving: Membership, others: number): boolean {
  return leaving.role !== 'admin' || leaving.disabled || others > 0;
}
