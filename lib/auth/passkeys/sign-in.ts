import { isAppError } from '../../base/errors';
import { db } from '../../database/db';
import { recordSecurityEvent } from '../../security/record-security-event';
import { endReplacedSession } from '../session-actor';
import { actorOf, beginSession, requireUnchanged, SIGN_IN_FIELDS, type SignedIn, type SignInClient } from '../sign-in';
import type { Assertion } from './schema';
import { passkeyRefused, recordUse, verifyAssertion } from './verify';

/**
 * Opens a session for the owner of a passkey, which is both factors: the device, and the PIN or biometrics that it verified.
 * Throws `unauthorized`, `conflict` for an expired challenge, `forbidden` for a user without an account.
 */
export async function signInWithPasskey(assertion: Assertion, client: SignInClient): Promise<SignedIn> {
  try {
    const passkey = await verifyAssertion(assertion, client.challenge, { userVerification: true });
    const user = await db().user.findUnique({ where: { id: passkey.userId }, select: SIGN_IN_FIELDS });
    if (!user || user.disabledAt) throw passkeyRefused();
    const actor = actorOf(user, client.ip);
    const signedIn = await db().$transaction(async (tx) => {
      await requireUnchanged(tx, user);
      await recordUse(tx, passkey);
      return beginSession(tx, actor, client, { secondFactor: true, detail: { passkey: passkey.name } });
    });
    await endReplacedSession(client.sessionId, client.ip);
    return signedIn;
  } catch (error) {
    if (isAppError(error) && error.code === 'unauthorized') recordSecurityEvent('passkey_refused', client.ip);
    throw error;
  }
}
