import type { UserActor } from '../access/actor';
import { recordFailedSignIn } from '../audit/record-event';
import { invalidFields } from '../base/errors';
import { db } from '../database/db';
import { verifyPassword } from './password';
import { returnAttempt, takeAttempt } from './sign-in-limits';

/**
 * Asks the actor for their password again (OWASP ASVS 5.0 §7.5.1): who finds a browser signed in must not be able to keep
 * it. Limited like sign-in. Throws `invalid_fields` naming `field`, or `too_many_attempts`.
 */
export async function confirmPassword(actor: UserActor, password: string, field = 'password'): Promise<void> {
  const attempt = { email: actor.email, ip: actor.ip, knownDevice: actor.userId };
  const turn = await takeAttempt(attempt);
  const user = await db().user.findUnique({ where: { id: actor.userId }, select: { passwordHash: true } });
  const matches = await verifyPassword(password, user?.passwordHash ?? null).catch(async (error: unknown) => {
    // No password was tested.
    await returnAttempt(attempt, turn);
    throw error;
  });
  if (!matches) {
    await recordFailedSignIn(
      { userId: actor.userId, accountId: actor.accountId },
      { ip: actor.ip, step: 'password again' },
    );
    throw invalidFields({ [field]: 'This is not your password.' });
  }
  await returnAttempt(attempt, turn);
}
