import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { UserActor } from '../../access/actor';
import { recordEvent } from '../../audit/record-event';
import { AppError, notFound } from '../../base/errors';
import { newId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { confirmPassword } from '../confirm-password';
import { requireFreshSession } from '../fresh-session';
import { mustHaveSecondFactor } from '../session-actor';
import { setSecondFactor } from '../sessions';
import { hasSecondFactor } from '../two-factor/has-second-factor';
import { replaceRecoveryCodes } from '../two-factor/recovery-codes';
import { type Challenge, newChallenge, useChallenge } from './challenge';
import { relyingParty, userHandle } from './relying-party';
import { type AddPasskeyInput, addPasskeySchema } from './schema';

const MAX_PASSKEYS = 20;
const CEREMONY_MS = 300_000;
const NOT_ADDED = 'The passkey could not be added. Try again, or use another device.';
const LAST = 'Your account requires two-factor sign-in. Add another passkey or an authenticator app first.';

/** The browser's part of adding or using a passkey. `sealed`: its cookie. */
export type Ceremony<Options> = { options: Options; sealed: string };

/** Returns the options for using any passkey of any user: they reveal nothing about who has one. */
export async function beginPasskeyUse(): Promise<Ceremony<PublicKeyCredentialRequestOptionsJSON>> {
  const challenge = newChallenge({ kind: 'use' });
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: bytesOf(challenge),
    timeout: CEREMONY_MS,
    userVerification: 'required',
  });
  return { options, sealed: challenge.sealed };
}

/** Starts adding a passkey. Throws `invalid_fields` for a wrong password, `conflict` for too many passkeys. */
export async function beginPasskey(
  actor: UserActor,
  input: { password: string },
): Promise<Ceremony<PublicKeyCredentialCreationOptionsJSON>> {
  await confirmPassword(actor, input.password);
  return creation(actor);
}

/** `beginPasskey` in a session that needs a second factor, just after its sign-in, which replaces the password. */
export async function beginRequiredPasskey(
  actor: UserActor,
): Promise<Ceremony<PublicKeyCredentialCreationOptionsJSON>> {
  await requireFreshSession(actor);
  return creation(actor);
}

async function creation(actor: UserActor): Promise<Ceremony<PublicKeyCredentialCreationOptionsJSON>> {
  const { userId, email, username, sessionId } = actor;
  const known = await db().passkey.findMany({ where: { userId }, select: { credentialId: true } });
  if (known.length >= MAX_PASSKEYS) throw tooMany();
  const challenge = newChallenge({ kind: 'add', sessionId });
  const { id: rpID, name: rpName } = relyingParty();
  const options = await generateRegistrationOptions({
    rpName,
    rpID,
    userID: userHandle(userId),
    userName: email,
    userDisplayName: username,
    challenge: bytesOf(challenge),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { options, sealed: challenge.sealed };
}

/**
 * Adds the passkey that the browser has created, as first and second factor of the actor's sign-in. Returns recovery codes,
 * shown only now, if the actor had no second factor before; else null. Throws `conflict` for an expired challenge or a known
 * passkey, `invalid_request` for one that cannot be verified.
 */
export async function addPasskey(
  actor: UserActor,
  input: AddPasskeyInput,
  sealedChallenge: string | null,
): Promise<string[] | null> {
  const { name, credential } = addPasskeySchema.parse(input);
  const { userId, sessionId } = actor;
  const expectedChallenge = await useChallenge(sealedChallenge, { kind: 'add', sessionId });
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty();
  const { clientDataJSON, attestationObject } = credential.response;
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
    expectedChallenge,
    expectedOrigin,
    expectedRPID,
    requireUserVerification: true,
  }).catch(() => {
    throw new AppError('invalid_request', NOT_ADDED);
  });
  if (!registrationInfo) throw new AppError('invalid_request', NOT_ADDED);
  const { id: credentialId, publicKey, counter } = registrationInfo.credential;
  return db().$transaction(async (tx) => {
    await lockUser(tx, userId);
    const isFirst = !(await hasSecondFactor(userId, tx));
    if ((await tx.passkey.count({ where: { userId } })) >= MAX_PASSKEYS) throw tooMany();
    const { count } = await tx.passkey.createMany({
      data: [
        {
          id: newId(),
          userId,
          name,
          credentialId,
          publicKey: new Uint8Array(publicKey),
          counter,
          transports: credential.response.transports ?? [],
          synced: registrationInfo.credentialBackedUp,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw new AppError('conflict', 'This passkey exists already.');
    await setSecondFactor(tx, actor);
    await record(tx, actor, 'user.passkey_added', name);
    return isFirst ? replaceRecoveryCodes(tx, userId) : null;
  });
}

/** Removes a passkey of the actor. Throws `invalid_fields` for a wrong password, `not_found`, `conflict` for a required one. */
export async function removePasskey(actor: UserActor, input: { id: string; password: string }): Promise<void> {
  await confirmPassword(actor, input.password);
  const { userId } = actor;
  const isRequired = await mustHaveSecondFactor(userId);
  await db().$transaction(async (tx) => {
    await lockUser(tx, userId);
    const passkey = await tx.passkey.findFirst({ where: { id: input.id, userId }, select: { name: true } });
    if (!passkey) throw notFound('passkey');
    await tx.passkey.deleteMany({ where: { id: input.id, userId } });
    if (!(await hasSecondFactor(userId, tx))) {
      if (isRequired) throw new AppError('conflict', LAST);
      await tx.recoveryCode.deleteMany({ where: { userId } });
    }
    await record(tx, actor, 'user.passkey_removed', passkey.name);
  });
}

/** Serializes changes of the user's factors. */
async function lockUser(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${userId}::uuid FOR UPDATE`;
}

function bytesOf({ challenge }: Challenge): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(challenge, 'base64url'));
}

function tooMany(): AppError {
  return new AppError('conflict', `You have ${MAX_PASSKEYS} passkeys already. Remove one first.`);
}

function record(
  tx: Transaction,
  actor: UserActor,
  action: 'user.passkey_added' | 'user.passkey_removed',
  name: string,
): Promise<void> {
  return recordEvent(tx, actor, {
    action,
    accountId: actor.accountId,
    targetKind: 'user',
    targetId: actor.userId,
    detail: { name },
  });
}
