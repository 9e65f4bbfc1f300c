import type { UserActor } from '../../access/actor';
import { recordFailedSignIn } from '../../audit/record-event';
import { isAppError } from '../../base/errors';
import { db } from '../../database/db';
import { recordSecurityEvent } from '../../security/record-security-event';
import { setSecondFactor } from '../sessions';
import { consumeAttempt, refundAttempt } from '../sign-in-limits';
import { SecondFactorNeeded } from './needed';
import { type Presented, verifySecondFactor } from './second-factor';

/**
 * Proves the second factor of a session that needs it, such as one opened by single sign-on. Wrong ones count like wrong
 * passwords. Throws `unauthorized`, `too_many_attempts`.
 */
export async function completeSecondFactor(actor: UserActor, presented: Presented): Promise<void> {
  const { userId, accountId, email, ip } = actor;
  const attempt = { email, ip, knownDevice: userId };
  const consumed = await consumeAttempt(attempt);
  try {
    await db().$transaction(async (tx) => {
      const factor = await verifySecondFactor(tx, userId, presented);
      if (factor !== 'none') await setSecondFactor(tx, actor);
    });
  } catch (error) {
    if (error instanceof SecondFactorNeeded) await refundAttempt(attempt, consumed);
    else if (isAppError(error)) {
      recordSecurityEvent('sign_in_failed', ip);
      await recordFailedSignIn({ userId, accountId }, { ip, step: 'code' });
    }
    throw error;
  }
  await refundAttempt(attempt, consumed);
}
