import type { SystemActor } from '@/lib/access/actor';
import { chooseAccount } from '@/lib/accounts/queries';

/** The actor of the command line in the audit log. */
export const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };

/** Returns the command line's actor in the account with this id or name, or in the only account. Throws when there are several. */
export async function inAccount(idOrName: string | undefined): Promise<SystemActor & { accountId: string }> {
  return { ...OPERATOR, accountId: await chooseAccount(OPERATOR, idOrName) };
}
