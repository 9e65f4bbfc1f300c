import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../../base/errors';
import { db } from '../../database/db';
import { challengeEncryptionContext } from '../../secrets/encryption-contexts';
import { seal, unseal } from '../../secrets/seal';

export const CHALLENGE_S = 300;
const CHALLENGE_BYTES = 32;
const EXPIRED = 'This took longer than five minutes, or was started in another window. Try again.';

/** What a challenge is for: to add a passkey in one session, or to use any passkey in one browser. */
export type ChallengePurpose = { kind: 'add'; sessionId: string } | { kind: 'use' };

/** `challenge`: random bytes in base64url. `sealed`: the value of the browser's cookie, which alone can use it. */
export type Challenge = { challenge: string; sealed: string };

const contentSchema = z.object({ challenge: z.string().min(1), expiresAtMs: z.number() });

/** Returns a new challenge for one use within five minutes. Stores nothing, because anyone may ask for one. */
export function newChallenge(purpose: ChallengePurpose, now = new Date()): Challenge {
  const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url');
  const content = { challenge, expiresAtMs: now.getTime() + CHALLENGE_S * 1_000 };
  return { challenge, sealed: seal(JSON.stringify(content), contextOf(purpose)) };
}

/** Uses the challenge in a browser's cookie up, and returns it. Throws `conflict`: expired, used, or for something else. */
export async function useChallenge(
  sealed: string | null,
  purpose: ChallengePurpose,
  now = new Date(),
): Promise<string> {
  const content = sealed && open(sealed, purpose);
  if (!content || content.expiresAtMs <= now.getTime()) throw new AppError('conflict', EXPIRED);
  const { challenge, expiresAtMs } = content;
  const digest = new Uint8Array(createHash('sha256').update(challenge).digest());
  const { count } = await db().usedChallenge.createMany({
    data: [{ digest, expiresAt: new Date(expiresAtMs) }],
    skipDuplicates: true,
  });
  if (count === 0) throw new AppError('conflict', EXPIRED);
  return challenge;
}

function open(sealed: string, purpose: ChallengePurpose): z.output<typeof contentSchema> | null {
  try {
    return contentSchema.parse(JSON.parse(unseal(sealed, contextOf(purpose))));
  } catch {
    // Forged, for something else, or of another installation.
    return null;
  }
}

function contextOf(purpose: ChallengePurpose) {
  return challengeEncryptionContext(purpose.kind === 'add' ? purpose.sessionId : 'any session', purpose.kind);
}
