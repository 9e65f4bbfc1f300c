import type { Role } from '../../access/actor';

export type Membership = { role: Role; disabled: boolean };

/**
 * Whether an account keeps somebody who can run it when `leaving` stops being its administrator. `others`: its enabled
 * administrators besides them. A disabled user runs nothing, so that nothing is lost with one.
 */
export function keepsAdministrator(leaving: Membership, others: number): boolean {
  return leaving.role !== 'admin' || leaving.disabled || others > 0;
}
