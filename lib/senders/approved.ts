import { invalidFields } from '../base/errors';
import type { Transaction } from '../database/db';

/**
 * That `sender` may be the default of a key or of the account: one of its approved sender IDs. The caller holds the
 * account, or the usage row of the key that is to have it: then none is withdrawn or removed before it commits. Throws
 * `invalid_fields` on `defaultSender`.
 */
export async function requireApprovedSender(tx: Transaction, accountId: string, sender: string): Promise<void> {
  const known = await tx.senderId.findUnique({
    where: { accountId_value: { accountId, value: sender } },
    select: { state: true },
  });
  if (known?.state === 'approved') return;
  throw invalidFields({ defaultSender: `“${sender}” ${FAULTS[known?.state ?? 'unknown']}` });
}

const FAULTS = {
  pending: 'still waits for the operator to approve it. Choose an approved sender ID until then.',
  rejected: 'was rejected by the operator. Choose an approved sender ID; Developer tools → Sender IDs says why.',
  unknown:
    'is not among the approved sender IDs of this account. Choose one of them, or request it under Developer tools → Sender IDs.',
};
