import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { hashPassword } from '../auth/password';
import { type ResetPasswordInput, resetPasswordSchema } from '../auth/schema';
import { AppError, notFound } from '../base/errors';
import { newId } from '../base/ids';
import { routes } from '../base/routes';
import { db } from '../database/db';
import { publicUrl } from '../runtime/env';
import { RESET_PURPOSE, writeReset } from './password';
import { refuseGuessable } from './rules';

const TOKEN_BYTES = 32;
const VALID_HOURS = 24;
const EXPIRED = 'This link was used already, is older than a day, or was replaced by a newer one. Ask for a new link.';

export type ResetLink = { userId: string; url: string; expiresAt: Date };

/**
 * Returns a link whose holder can choose a new password for the user, once within 24 hours. Revokes earlier links. Only the
 * digest of its token is stored. Operators only. Throws `not_found`.
 */
export async function makeResetLink(actor: Actor, email: string): Promise<ResetLink> {
  requireOperator(actor);
  const user = await db().user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { id: true } });
  if (!user) throw notFound('user');
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + VALID_HOURS * 3_600_000);
  await db().$transaction(async (tx) => {
    // Locks the user, so that of two concurrent links only the later one stays valid.
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${user.id}::uuid FOR UPDATE`;
    await tx.oneTimeToken.deleteMany({ where: { purpose: RESET_PURPOSE, userId: user.id } });
    await tx.oneTimeToken.create({
      data: { id: newId(), purpose: RESET_PURPOSE, userId: user.id, digest: digestOf(token), expiresAt },
    });
    await recordEvent(tx, actor, {
      action: 'user.reset_link_made',
      accountId: null,
      targetKind: 'user',
      targetId: user.id,
    });
  });
  return { userId: user.id, url: publicUrl() + routes.resetPassword(token), expiresAt };
}

/** Returns the user whose password the token resets, or null when the link is not valid. The token is the authorization. */
export async function findResetOwner(token: string): Promise<{ email: string } | null> {
  const found = await db().oneTimeToken.findUnique({
    where: { digest: digestOf(token) },
    select: { purpose: true, usedAt: true, expiresAt: true, user: { select: { email: true } } },
  });
  if (!found?.user || found.purpose !== RESET_PURPOSE || found.usedAt || found.expiresAt <= new Date()) return null;
  return found.user;
}

/**
 * Sets the password that the link's holder chose, uses the link up and ends every session of the user. Two-factor sign-in
 * stays on. `ip`: the holder's. Throws `forbidden` for an invalid link, `invalid_fields` for an unacceptable password.
 */
export async function completeReset(input: ResetPasswordInput, ip: string | null): Promise<void> {
  const { token, password } = resetPasswordSchema.parse(input);
  const owner = await findResetOwner(token);
  if (!owner) throw new AppError('forbidden', EXPIRED);
  await refuseGuessable(password, owner);
  const passwordHash = await hashPassword(password);
  await db().$transaction(async (tx) => {
    // The user before the token: the same order as in `makeResetLink`.
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE email = ${owner.email} FOR UPDATE`;
    const [used] = await tx.oneTimeToken.updateManyAndReturn({
      where: { digest: digestOf(token), purpose: RESET_PURPOSE, usedAt: null, expiresAt: { gt: new Date() } },
      data: { usedAt: new Date() },
      select: { userId: true },
    });
    if (!used?.userId) throw new AppError('forbidden', EXPIRED);
    const holder: Actor = { kind: 'system', name: 'reset link', accountId: null, ip };
    await writeReset(tx, holder, used.userId, passwordHash);
  });
}

/** Returns the stored digest of a token. It has 256 random bits, so a plain hash cannot be reversed by search. */
function digestOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
