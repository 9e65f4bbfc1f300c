import { createHash, randomBytes } from 'node:crypto';
import { newId } from '../base/ids';
import { db, type Transaction } from '../database/db';

export const DEVICE_DAYS = 180;
const DAY_MS = 86_400_000;
const TOKEN_BYTES = 32;
/** A token in base64url. */
const TOKEN = /^[\w-]{43}$/;
/** Users whose tokens one browser keeps, the latest first. */
const MAX_TOKENS = 4;
/** Devices of one user; the least recently used ones are forgotten. */
const MAX_DEVICES = 20;
const MAX_USER_AGENT_LENGTH = 400;

/**
 * Returns the id of the known device whose token `cookie` contains, for this user; null for none. Failed attempts elsewhere
 * do not make a known device wait.
 */
export async function findKnownDevice(cookie: string | null, userId: string): Promise<string | null> {
  const digests = tokensOf(cookie).map(digestOf);
  if (digests.length === 0) return null;
  const found = await db().knownDevice.findFirst({
    where: { userId, digest: { in: digests }, lastSeenAt: { gt: new Date(Date.now() - DEVICE_DAYS * DAY_MS) } },
    select: { id: true },
  });
  return found?.id ?? null;
}

/**
 * Makes the browser with `cookie` a known device of the user. Returns its id and the new value of the cookie. A token that is
 * not this user's is never adopted: another person may have set it.
 */
export async function rememberDevice(
  tx: Transaction,
  userId: string,
  cookie: string | null,
  userAgent: string | null,
): Promise<{ deviceId: string; deviceCookie: string }> {
  const tokens = tokensOf(cookie);
  const now = new Date();
  for (const token of tokens) {
    const [known] = await tx.knownDevice.updateManyAndReturn({
      where: { userId, digest: digestOf(token), lastSeenAt: { gt: new Date(now.getTime() - DEVICE_DAYS * DAY_MS) } },
      data: { lastSeenAt: now },
      select: { id: true },
    });
    if (known) return { deviceId: known.id, deviceCookie: cookieOf(token, tokens) };
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const deviceId = newId();
  await forgetOldest(tx, userId);
  await tx.knownDevice.create({
    data: {
      id: deviceId,
      userId,
      digest: digestOf(token),
      userAgent: userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    },
  });
  return { deviceId, deviceCookie: cookieOf(token, tokens) };
}

/** Revokes the user's known devices except `keptId`. */
export async function forgetDevices(tx: Transaction, userId: string, keptId: string | null): Promise<void> {
  await tx.knownDevice.deleteMany({ where: { userId, ...(keptId && { id: { not: keptId } }) } });
}

/** Makes room for one more device. */
async function forgetOldest(tx: Transaction, userId: string): Promise<void> {
  const surplus = await tx.knownDevice.findMany({
    where: { userId },
    orderBy: { lastSeenAt: 'desc' },
    skip: MAX_DEVICES - 1,
    select: { id: true },
  });
  if (surplus.length > 0)
    await tx.knownDevice.deleteMany({ where: { id: { in: surplus.map(({ id }) => id) }, userId } });
}

function tokensOf(cookie: string | null): string[] {
  return (cookie ?? '')
    .split('.')
    .filter((token) => TOKEN.test(token))
    .slice(0, MAX_TOKENS);
}

function cookieOf(token: string, others: readonly string[]): string {
  return [token, ...others.filter((other) => other !== token)].slice(0, MAX_TOKENS).join('.');
}

/** A token has 256 random bits, so a plain hash cannot be reversed by search. */
function digestOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
