import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { AppError } from '../../base/errors';
import { db, type Transaction } from '../../database/db';
import { useChallenge } from './challenge';
import { relyingParty, userHandle } from './relying-party';
import type { Assertion } from './schema';

const REFUSED = 'This passkey was not accepted. Use another one, or another way to sign in.';

export const passkeyRefused = () => new AppError('unauthorized', REFUSED);

/** A passkey that an assertion has proved, with its new signature counter. */
export type VerifiedPasskey = { id: string; userId: string; name: string; counter: bigint };

/**
 * Verifies an assertion against the challenge in the browser's cookie, which it uses up: signature, origin, RP ID, flags and
 * signature counter (W3C Web Authentication §7.2). `userVerification`: whether the authenticator must have verified the user
 * by PIN or biometrics. Throws `unauthorized`, or `conflict` for the challenge.
 */
export async function verifyAssertion(
  assertion: Assertion,
  sealedChallenge: string | null,
  { userVerification }: { userVerification: boolean },
): Promise<VerifiedPasskey> {
  const passkey = await db().passkey.findUnique({ where: { credentialId: assertion.id } });
  // Before the challenge is used up: each one is a row, and only holders of passkeys may cause one.
  if (!passkey) throw passkeyRefused();
  const expectedChallenge = await useChallenge(sealedChallenge, { kind: 'use' });
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty();
  const { response } = assertion;
  const handle = Buffer.from(userHandle(passkey.userId)).toString('base64url');
  if (response.userHandle && response.userHandle !== handle) throw passkeyRefused();
  const counter = Number(passkey.counter);
  const verified = await verifyAuthenticationResponse({
    response: { ...assertion, clientExtensionResults: {}, response: withoutUndefined(response) },
    expectedChallenge,
    expectedOrigin,
    expectedRPID,
    credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter },
    requireUserVerification: userVerification,
  }).catch(() => null);
  if (!verified?.verified) throw passkeyRefused();
  const { id, userId, name } = passkey;
  return { id, userId, name, counter: BigInt(verified.authenticationInfo.newCounter) };
}

/**
 * Stores the counter and time of a use. A counter that does not rise is of a copied authenticator; those without a counter
 * report 0. Throws `unauthorized`.
 */
export async function recordUse(tx: Transaction, { id, userId, counter }: VerifiedPasskey): Promise<void> {
  const used = await tx.$executeRaw`
    UPDATE passkey SET counter = ${counter}, last_used_at = now()
    WHERE id = ${id}::uuid AND user_id = ${userId}::uuid AND (counter < ${counter} OR (counter = 0 AND ${counter} = 0))`;
  if (used === 0) throw passkeyRefused();
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
