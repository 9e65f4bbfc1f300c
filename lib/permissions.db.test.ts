import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROLES, type Role, type UserActor } from './access/actor';
import type { Permission } from './access/permissions';
import { db } from './database/db';
import { type AccountFixture, contentsOf, keyWithoutScopes, makeFullAccount } from './testing/account-fixture';
import { useDatabase } from './testing/database';
import { makeAccount } from './testing/factories';
import { PERMISSION_CASES, type PermissionCase } from './testing/permission-cases';
import { readSources } from './testing/sources';
import { makeColleague, openSession } from './testing/users';

useDatabase();

/** MessageMedia: "Only account Administrators can create and manage API keys". A second copy of the rules, to detect accidental changes. */
const ROLES_WITH: Record<Permission, Role[]> = {
  'keys:read': ['admin', 'advanced', 'basic'],
  'keys:copy': ['admin', 'advanced', 'basic'],
  'keys:create': ['admin'],
  'keys:update': ['admin'],
  'keys:delete': ['admin'],
  'messages:read': ['admin', 'advanced', 'basic'],
  'messages:send': ['admin', 'advanced'],
  'members:read': ['admin', 'advanced', 'basic'],
  'members:manage': ['admin'],
  'verification:request': ['admin'],
  'audit:read': ['admin'],
  'replacements:read': ['admin', 'advanced', 'basic'],
  'replacements:manage': ['admin'],
  'senders:read': ['admin', 'advanced', 'basic'],
  'senders:manage': ['admin'],
  'account:configure': ['admin'],
  'webhooks:read': ['admin', 'advanced', 'basic'],
  'webhooks:manage': ['admin'],
};

/** Steps of other commands and of the web server, which no request calls directly. */
const STEPS = new Set(['cancelWaiting', 'changeKey', 'confirmPassword', 'recordRefusedAction', 'requireOwnKey']);

const cases = Object.entries(PERMISSION_CASES);
const REFUSED = ['forbidden', 'missing_scope'];

async function outcome({ run }: PermissionCase, ...args: Parameters<PermissionCase['run']>) {
  try {
    return { code: 'ok', result: await run(...args) };
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error), result: null };
  }
}

const allows = (needs: PermissionCase['needs'], role: Role) =>
  needs === 'self' || (needs !== 'operator' && ROLES_WITH[needs].includes(role));

test('the table has every command and query of lib/', () => {
  const found = [...readSources().values()]
    .filter(({ file }) => file.startsWith('lib/') && !/\.test\.ts$|^lib\/testing\//.test(file))
    .flatMap(({ text }) => [...text.matchAll(/^export async function\*? (\w+)\(\s*actor: (?:User|System)?Actor\b/gm)])
    .map(([, name = '']) => name)
    .filter((name) => !STEPS.has(name));
  expect(found.length).toBeGreaterThan(50);
  expect(found.sort()).toEqual(Object.keys(PERMISSION_CASES).sort());
});

describe('entry points', () => {
  /** Actions without a permission: the user's own session, display settings, and one-time tokens. */
  const OPEN = new Set([
    'signOutAction',
    'signOutForInvitationAction',
    'chooseColumnsAction',
    'acceptInvitationAction',
    'openInvitationAction',
    'openResetAction',
    'openSetupAction',
    'beginPasskeyUseAction',
    'signInWithPasskeyAction',
    'completeResetAction',
    'completeSetupAction',
  ]);
  const inApp = [...readSources().values()].filter(({ file }) => file.startsWith('app/'));

  test('each server action has an actor and calls a command or query of the table', () => {
    const actions = inApp
      .filter(({ text }) => text.startsWith("'use server'"))
      .flatMap(({ text }) => text.split(/^(?=export )/m).slice(1))
      .map((text) => ({ name: /^export (?:const|async function) (\w+)/.exec(text)?.[1] ?? text, text }))
      .filter(({ name }) => !OPEN.has(name));
    expect(actions.length).toBeGreaterThan(35);
    const unprotected = actions.filter(
      ({ text }) =>
        !/^export const \w+ = (action|incompleteAction)\(/.test(text) ||
        !(text.match(/\b\w+\b/g) ?? []).some((word) => Object.hasOwn(PERMISSION_CASES, word)),
    );
    expect(unprotected.map(({ name }) => name)).toEqual([]);
  });

  test('each server action records that its arguments were read', () => {
    const silent = inApp
      .filter(({ text }) => text.startsWith("'use server'"))
      .flatMap(({ text }) => text.split(/^(?=export )/m).slice(1))
      .filter(
        (text) =>
          !/^export const \w+ = (action|publicAction|incompleteAction)\(/.test(text) && !/\bbeginAction\(\)/.test(text),
      );
    expect(silent).toEqual([]);
  });

  test('each page of the console requires a signed-in user', () => {
    const pages = inApp.filter(({ file }) => /^app\/\(console\)\/.*\/page\.tsx$/.test(file));
    expect(pages.length).toBeGreaterThan(10);
    const open = pages.filter(
      ({ text }) => !/await requireUser\(/.test(text) && !/await requireOperatorUser\(/.test(text),
    );
    expect(open.map(({ file }) => file)).toEqual([]);
  });
});

/** Queries share one account, which the last test checks for changes. The other cases have their own. */
const isQuery = (name: string) =>
  /^(get|list|find|count|each|test|verifyAudit|chooseAccount|whichRoute|carrierMinutes)/.test(name);
const fixtures = new Map<string, Promise<AccountFixture>>();

function fixtureFor(name: string, state: 'verified' | 'unverified' = 'verified'): Promise<AccountFixture> {
  if (!isQuery(name)) return makeFixture(state);
  const shared = fixtures.get(state) ?? makeFixture(state);
  fixtures.set(state, shared);
  return shared;
}

async function makeFixture(state: 'verified' | 'unverified'): Promise<AccountFixture> {
  const fixture = await makeFullAccount();
  if (state === 'unverified') {
    await db().account.update({ where: { id: fixture.admin.accountId }, data: { verifiedAt: null } });
  }
  return fixture;
}

describe('refuse an actor without the permission, change nothing and reveal nothing', () => {
  let fixture: AccountFixture;
  let before: unknown;
  let colleagues: UserActor[];
  let stranger: UserActor;
  beforeAll(async () => {
    fixture = await makeFullAccount();
    colleagues = await Promise.all(ROLES.map((role) => makeColleague(fixture.admin, role)));
    before = await contentsOf(fixture);
  });
  beforeEach(async () => {
    stranger = await signedIn(await makeAccount());
  });

  test.each(cases)('%s', async (_, kase) => {
    for (const actor of colleagues.filter(({ role }) => !allows(kase.needs, role))) {
      expect((await outcome(kase, actor, fixture)).code).toBe('forbidden');
    }
    if (kase.needs !== 'self') {
      expect(REFUSED).toContain((await outcome(kase, keyWithoutScopes(fixture) as unknown as UserActor, fixture)).code);
    }
    const { code, result } = await outcome(kase, stranger, fixture);
    if (kase.needs === 'operator') expect(code).toBe('forbidden');
    expect(await contentsOf(fixture)).toEqual(before);
    const returned = JSON.stringify(result ?? null, (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const { apiKeyId, keyName, messageId, admin, senderId, senderValue, numberId, number, receivedId } = fixture;
    const { endpointId, endpointName } = fixture;
    const own = [apiKeyId, keyName, messageId, admin.userId, admin.email, senderId, senderValue];
    for (const secret of [...own, numberId, number, receivedId, endpointId, endpointName]) {
      expect(returned).not.toContain(secret);
    }
  });
});

describe.each(cases)('%s', (name, kase) => {
  test.each(ROLES.filter((role) => allows(kase.needs, role)))('is allowed for %s', async (role) => {
    const fixture = await fixtureFor(name);
    const actor = await signedIn(await makeColleague(fixture.admin, role));
    expect(REFUSED).not.toContain((await outcome(kase, actor, fixture)).code);
  });

  test('creates no credential on an unverified account', async () => {
    const fixture = await fixtureFor(name, 'unverified');
    const { code } = await outcome(kase, await signedIn(fixture.admin), fixture);
    if (kase.credential) expect(code).toBe('account_not_verified');
    else expect(code).not.toBe('account_not_verified');
  });
});

test.each(cases.filter(([, { needs }]) => needs === 'operator'))('%s by an operator', async (name, kase) => {
  const fixture = await fixtureFor(name);
  const operator = { ...(await makeAccount({ role: 'basic' })), operator: true };
  expect(REFUSED).not.toContain((await outcome(kase, operator, fixture)).code);
});

test('have not changed the shared account', async () => {
  const shared = await fixtures.get('verified');
  expect(await rowCounts(shared)).toEqual(await rowCounts(await makeFullAccount()));
});

/** Returns the row counts of the account. Each test adds a member with a session, so these three lists are left out. */
async function rowCounts(fixture: AccountFixture | undefined): Promise<number[]> {
  const [_members, _sessions, ...lists] = await contentsOf(fixture as AccountFixture);
  const users = lists.length - 2;
  return lists.map((list) => list.length).toSpliced(users, 1);
}

async function signedIn(actor: UserActor): Promise<UserActor> {
  return { ...actor, sessionId: await openSession(actor) };
}
