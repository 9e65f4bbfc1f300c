import type { SystemActor } from '@/lib/access/actor';
import { chooseAccount } from '@/lib/accounts/queries';

/** Who the audit log names for what the command line does. */
export const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };

/** The command line at work in one account: the named one, or the only one there is. */
export async function inAccount(wanted: string | undefined): Promise<SystemActor & { accountId: string }> {
  return { ...OPERATOR, accountId: await chooseAccount(OPERATOR, wanted) };
}
