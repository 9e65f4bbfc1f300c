import { invalidFields } from '../base/errors';
import type { Transaction } from '../database/db';

/**
 * Requires that `sender` is an approved sender ID of the account, as a default of a key or the account must be. The caller
 * holds a lock on the account's row, or on the usage row of the key: no approval is withdrawn before it commits. Throws
 * `invalid_fields` on `defaultSender`.
 */
export async function requireApprovedSender(tx: Transaction, accountId: string, sender: string): Promise<void> {
  const found = await tx.senderId.findUnique({
    where: { accountId_value: { accountId, value: sender } },
    select: { state: true },
  });
  if (found?.state === 'approved') return;
  throw invalidFields({ defaultSender: `“${sender}” ${FAULTS[found?.state ?? 'unknown']}` });
}

const FAULTS = {
  pending: 'still waits for the operator to approve it. Choose an approved sender ID until then.',
  rejected:
    'was rejected by the operator. Choose an approved sender ID; Developer tools → Sender IDs shows the reason.',
  unknown:
    'is not among the approved sender IDs of this account. Choose one of them, or request it under Developer tools → Sender IDs.',
};
