import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions } from '@playwright/test';
import { encode } from 'next-auth/jwt';
import type { Role, SystemActor, UserActor } from '../lib/access/actor';
import { hashPassword } from '../lib/auth/password';
import { cookieNames, sessionSecret } from '../lib/auth/sign-in-options';
import { newId } from '../lib/base/ids';
import { db } from '../lib/database/db';
import { createKey } from '../lib/keys/commands/create-key';
import type { CreateKeyInput } from '../lib/keys/schema';
import { openSession } from '../lib/testing/users';

/** The password of every user that fixtures create. */
export const PASSWORD = 'four quiet lighthouses';

/** The account of one test, with its first administrator. */
export type TestAccount = { id: string; name: string; admin: UserActor };

type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>;
export const SIGNED_OUT: StorageState = { cookies: [], origins: [] };

let passwordHash: Promise<string> | undefined;

/** Creates an account with one administrator. `operator`: whether the administrator is also an operator. */
export async function createAccount(
  options: { name?: string; verified?: boolean; operator?: boolean } = {},
): Promise<TestAccount> {
  const { name = `Northwind ${randomUUID().slice(0, 8)}`, verified = true, operator = false } = options;
  const id = newId();
  await db().account.create({ data: { id, name, verifiedAt: verified ? new Date() : null } });
  return { id, name, admin: await createUser({ id, name }, 'admin', { operator, verified }) };
}

/** Creates a member of the account, who signs in with PASSWORD. */
export async function createUser(
  account: { id: string; name: string },
  role: Role,
  options: { email?: string; operator?: boolean; verified?: boolean } = {},
): Promise<UserActor> {
  const userId = newId();
  const { email = `${role}.${randomUUID().slice(0, 8)}@example.com`, operator = false, verified = true } = options;
  const username = email.slice(0, email.indexOf('@'));
  passwordHash ??= hashPassword(PASSWORD);
  await db().user.create({
    data: {
      id: userId,
      email,
      username,
      operator,
      passwordHash: await passwordHash,
      members: { create: { accountId: account.id, role } },
    },
  });
  return {
    kind: 'user',
    userId,
    username,
    email,
    accountId: account.id,
    accountName: account.name,
    accountVerified: verified,
    role,
    operator,
    sessionId: newId(),
    ip: '127.0.0.1',
  };
}

/** Creates a session of the user. Returns its cookie, as after a sign-in. */
export async function sessionOf(user: UserActor): Promise<StorageState> {
  const sid = await openSession(user);
  const value = await encode({ token: { sid }, secret: sessionSecret() });
  return {
    cookies: [
      {
        name: cookieNames().session,
        value,
        domain: 'localhost',
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite: 'Lax',
      },
    ],
    origins: [],
  };
}

/** Returns the actor of the command line in the account. */
export const commandLine = ({ id }: { id: string }): SystemActor => ({
  kind: 'system',
  name: 'command line',
  accountId: id,
});

/** Creates an auth key of the account. Returns its value too. */
export async function addKey(
  account: { id: string },
  options: Omit<CreateKeyInput, 'type'>,
): Promise<{ id: string; key: string }> {
  const created = await createKey(commandLine(account), options);
  if (created.type !== 'auth') throw new Error('not an auth key');
  return created;
}

/** Creates auth keys `name 01`, `name 02` … Returns their values in that order. */
export async function addKeys(account: { id: string }, name: string, count: number): Promise<string[]> {
  const values: string[] = [];
  for (let i = 1; i <= count; i++) {
    values.push((await addKey(account, { name: `${name} ${String(i).padStart(2, '0')}` })).key);
  }
  return values;
}
