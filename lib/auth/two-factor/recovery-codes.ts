import { newId } from '../../base/ids';
import type { Transaction } from '../../database/db';
import { newRecoveryCode, RECOVERY_CODES, recoveryDigest } from './rules';

/** Returns new recovery codes of the user, and revokes the earlier ones. */
export async function replaceRecoveryCodes(tx: Transaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ id: newId(), userId, digest: recoveryDigest(code) })),
  });
  return codes;
}
