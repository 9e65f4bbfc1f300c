import { createHash, randomBytes } from 'node:crypto';
import type { Actor, Role } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { hashPassword } from '../auth/password';
import { AppError, invalidFields, notFound } from '../base/errors';
import { isId, newId } from '../base/ids';
import { db, Prisma, type Transaction } from '../database/db';
import { type NewAccountInput, newAccountSchema } from './directory/schema';
import { refuseGuessable } from './rules';
import { createUserSchema, type SetupInput, setupSchema } from './schema';

const SETUP_PURPOSE = 'setup';
const SETUP_TOKEN_BYTES = 32;
const SETUP_HOURS = 24;
const SETUP_ACTOR: Actor = { kind: 'system', name: 'set-up', accountId: null };
/** Advisory lock that serializes first set-ups, so that two browsers cannot both create the first administrator. */
const SETUP_LOCK = 7_018_001;

/** Whether the installation has no user yet. */
export async function needsSetup(): Promise<boolean> {
  return (await db().user.count({ take: 1 })) === 0;
}

/**
 * Returns a token for the one-time link to /setup, and revokes earlier ones. Only its digest is stored.
 * Throws `conflict` once there is a user.
 */
export async function issueSetupToken(): Promise<string> {
  if (!(await needsSetup())) throw alreadySetUp();
  const token = randomBytes(SETUP_TOKEN_BYTES).toString('base64url');
  await db().$transaction([
    db().oneTimeToken.deleteMany({ where: { purpose: SETUP_PURPOSE } }),
    db().oneTimeToken.create({
      data: {
        id: newId(),
        purpose: SETUP_PURPOSE,
        digest: tokenDigest(token),
        expiresAt: new Date(Date.now() + SETUP_HOURS * 3_600_000),
      },
    }),
  ]);
  return token;
}

/** Whether `token` opens the /setup page. */
export async function isSetupTokenValid(token: string): Promise<boolean> {
  const found = await db().oneTimeToken.findUnique({ where: { digest: tokenDigest(token) } });
  return found !== null && found.purpose === SETUP_PURPOSE && !found.usedAt && found.expiresAt > new Date();
}

/**
 * Creates the first administrator, who is an operator, with a verified account. With a token (the /setup page) the token is
 * used up; without one only start-up may call it. Throws `forbidden` for an invalid token, `conflict` once there is a user,
 * `overloaded`.
 */
export async function completeSetup(input: SetupInput, token: string | null): Promise<{ userId: string }> {
  // Hashing is expensive, so it comes after these checks.
  if (token !== null && !(await isSetupTokenValid(token))) throw invalidSetupLink();
  if (!(await needsSetup())) throw alreadySetUp();
  const { email, password, accountName } = setupSchema.parse(input);
  await refuseGuessable(password, { email });
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
    if (token !== null) await useSetupToken(tx, token);
    if ((await tx.user.count()) > 0) throw alreadySetUp();
    const accountId = await insertAccount(tx, SETUP_ACTOR, accountName, true);
    const userId = await insertUser(tx, SETUP_ACTOR, {
      email,
      passwordHash,
      operator: true,
      accountId,
      role: 'admin',
      proven: true,
    });
    return { userId };
  });
}

/** Creates an account, unverified by default. Operators only. */
export async function createAccount(actor: Actor, input: NewAccountInput): Promise<{ id: string; name: string }> {
  requireOperator(actor);
  const { name, verified } = newAccountSchema.parse(input);
  const id = await db().$transaction((tx) => insertAccount(tx, actor, name, verified));
  return { id, name };
}

/** Creates a user with a role in one account. Operators only. Throws `invalid_fields` when the e-mail address is taken. */
export async function createUser(
  actor: Actor,
  input: { email: string; password: string; accountId: string; role: Role; operator?: boolean },
): Promise<{ id: string; email: string }> {
  requireOperator(actor);
  const { email, password } = createUserSchema.parse(input);
  await refuseGuessable(password, { email });
  if (!isId(input.accountId)) throw notFound('account');
  const passwordHash = await hashPassword(password);
  const id = await db().$transaction(async (tx) => {
    const account = await tx.account.findUnique({ where: { id: input.accountId }, select: { id: true } });
    if (!account) throw notFound('account');
    return insertUser(tx, actor, { ...input, email, passwordHash, operator: input.operator ?? false, proven: true });
  });
  return { id, email };
}

async function insertAccount(tx: Transaction, actor: Actor, name: string, verified: boolean): Promise<string> {
  const id = newId();
  await tx.account.create({ data: { id, name, verifiedAt: verified ? new Date() : null } });
  await recordEvent(tx, actor, {
    action: 'account.created',
    accountId: id,
    targetKind: 'account',
    targetId: id,
    detail: { name, verified },
  });
  return id;
}

/** Creates a user with a role in one account, in the caller's transaction. Throws `invalid_fields` for a taken address. */
export async function insertUser(
  tx: Transaction,
  actor: Actor,
  user: {
    email: string;
    passwordHash: string;
    operator: boolean;
    accountId: string;
    role: Role;
    /** Whether the caller vouches for the address. */
    proven: boolean;
    /** Whether the account's own log does not contain that the user is new. */
    isHidden?: boolean;
  },
): Promise<string> {
  const id = newId();
  const username = await freeUsername(tx, user.email);
  try {
    await tx.user.create({
      data: {
        id,
        email: user.email,
        username,
        passwordHash: user.passwordHash,
        operator: user.operator,
        emailProvenAt: user.proven ? new Date() : null,
        members: { create: { accountId: user.accountId, role: user.role } },
      },
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw invalidFields({ email: 'A user with this e-mail address exists already.' });
    }
    throw error;
  }
  await recordEvent(tx, actor, {
    action: 'user.created',
    accountId: user.isHidden ? null : user.accountId,
    targetKind: 'user',
    targetId: id,
    detail: { email: user.email, role: user.role, operator: user.operator },
  });
  return id;
}

/** Returns the part before the @, with a number when the name is taken. */
async function freeUsername(tx: Transaction, email: string): Promise<string> {
  const base = (email.split('@')[0] ?? 'user').slice(0, 40);
  const taken = await tx.user.findMany({ where: { username: { startsWith: base } }, select: { username: true } });
  const names = new Set(taken.map((user) => user.username));
  if (!names.has(base)) return base;
  let suffix = 2;
  while (names.has(`${base}${suffix}`)) suffix++;
  return `${base}${suffix}`;
}

async function useSetupToken(tx: Transaction, token: string): Promise<void> {
  const { count } = await tx.oneTimeToken.updateMany({
    where: { digest: tokenDigest(token), purpose: SETUP_PURPOSE, usedAt: null, expiresAt: { gt: new Date() } },
    data: { usedAt: new Date() },
  });
  if (count === 0) throw invalidSetupLink();
}

function invalidSetupLink(): AppError {
  return new AppError('forbidden', 'This link was used already or is too old. Start Postern again to get a new one.');
}

function alreadySetUp(): AppError {
  return new AppError('conflict', 'This installation is set up already. Sign in instead.');
}

/** Returns the stored digest of a token. It has 256 random bits, so a plain hash cannot be reversed by search. */
export function tokenDigest(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
