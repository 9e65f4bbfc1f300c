import { beforeEach, describe, expect, test } from 'vitest';
import type { Actor, KeyActor, UserActor } from '../../access/actor';
import { newId } from '../../base/ids';
import { db } from '../../database/db';
import { createKey } from '../../keys/commands/create-key';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { approveRequest, rejectRequest, requestVerification, verifyAccount } from './commands';
import {
  countPending,
  findPendingRequest,
  findVerificationStatus,
  getRequest,
  listRequests,
  REQUEST_PAGE_SIZE,
} from './queries';

useDatabase();

const INPUT = {
  company: 'Acme Ltd',
  website: 'https://acme.example',
  contact: 'Ann Lee, ann@acme.example',
  purpose: 'Codes for sign-in, to our own customers.',
  monthlyVolume: 'up_to_10000',
} as const;
const REASON = 'The website does not exist.';

let admin: UserActor;
let operator: UserActor;
beforeEach(async () => {
  admin = await makeAccount({ verified: false });
  operator = { ...(await makeAccount()), operator: true };
});

const isVerified = async () => (await findVerificationStatus(admin)).verifiedAt !== null;
const actionsOf = async (accountId: string) =>
  (await db().auditEvent.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })).map(
    ({ action, actorName }) => `${action} ${actorName}`,
  );

describe('an unverified account', () => {
  test('cannot create any credential', async () => {
    const key: KeyActor = {
      ...{ kind: 'key', apiKeyId: newId(), keyName: 'Old', accountId: admin.accountId, ip: null },
      scopes: ['sms:send', 'sms:read', 'keys:manage'],
      environment: 'live',
      expiresAtMs: null,
    };
    const commandLine: Actor = { kind: 'system', name: 'command line', accountId: admin.accountId };
    for (const actor of [admin, key, commandLine]) {
      await expect(createKey(actor, { name: 'Mine' })).rejects.toMatchObject({ code: 'account_not_verified' });
    }
    // The copy in the session does not matter.
    const hopeful = { ...admin, accountVerified: true };
    await expect(createKey(hopeful, { name: 'Mine' })).rejects.toMatchObject({ code: 'account_not_verified' });
    expect(await db().apiKeySecret.count({ where: { apiKey: { accountId: admin.accountId } } })).toBe(0);
  });

  test.each(['advanced', 'basic'] as const)('role %s cannot request verification or read its status', async (role) => {
    const member = { ...admin, role };
    await expect(requestVerification(member, INPUT)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(findVerificationStatus(member)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await db().verificationRequest.count({ where: { accountId: admin.accountId } })).toBe(0);
  });

  test('is rejected, requests again, is approved, and creates its first key', async () => {
    expect(await findVerificationStatus(admin)).toEqual({ verifiedAt: null, request: null });
    const first = await requestVerification(admin, INPUT);
    expect((await findVerificationStatus(admin)).request).toMatchObject({
      ...INPUT,
      ...{ id: first.id, state: 'pending', requestedBy: admin.username, decidedBy: null, reason: null },
    });
    await rejectRequest(operator, { id: first.id, reason: REASON });
    expect((await findVerificationStatus(admin)).request).toMatchObject({
      ...{ state: 'rejected', reason: REASON, decidedBy: operator.username, decidedAt: expect.any(Date) },
    });
    expect(await isVerified()).toBe(false);

    const second = await requestVerification(admin, { ...INPUT, website: '' });
    await approveRequest(operator, second.id);
    expect(await findVerificationStatus(admin)).toMatchObject({
      verifiedAt: expect.any(Date),
      request: { id: second.id, state: 'approved', website: null, reason: null },
    });
    await createKey(admin, { name: 'First' });
    expect(await actionsOf(admin.accountId)).toEqual([
      `verification.requested ${admin.username}`,
      `verification.rejected ${operator.username}`,
      `verification.requested ${admin.username}`,
      `verification.approved ${operator.username}`,
      `account.verified ${operator.username}`,
      `key.created ${admin.username}`,
    ]);
    await expect(requestVerification(admin, INPUT)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('shows nothing of another account', async () => {
    const other = await makeAccount({ verified: false });
    await requestVerification(other, INPUT);
    expect((await findVerificationStatus(admin)).request).toBeNull();
  });

  test('keeps one of many concurrent requests pending and responds to the others with a conflict', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => requestVerification(admin, INPUT)));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(7);
    for (const reason of refused) {
      expect(reason).toMatchObject({ code: 'conflict', message: expect.stringContaining('waiting') });
    }
    expect(await actionsOf(admin.accountId)).toHaveLength(1);
  });
});

describe('deciding', () => {
  test('is allowed for operators only, independent of their role', async () => {
    const { id } = await requestVerification(admin, INPUT);
    for (const actor of [admin, { ...admin, role: 'basic' as const }, { ...operator, operator: false }]) {
      const tries = [
        approveRequest(actor, id),
        rejectRequest(actor, { id, reason: REASON }),
        verifyAccount(actor, admin.accountId),
        listRequests(actor),
        getRequest(actor, id),
        countPending(actor, 10),
        findPendingRequest(actor, admin.accountId),
      ];
      for (const tried of tries) await expect(tried).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await findVerificationStatus(admin)).request?.state).toBe('pending');
  });

  test.each(['x', '01900000-0000-7000-8000-000000000000'])('responds not found for a request %s', async (id) => {
    await expect(approveRequest(operator, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(getRequest(operator, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(verifyAccount(operator, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('requires a reason to reject', async () => {
    const { id } = await requestVerification(admin, INPUT);
    await expect(rejectRequest(operator, { id, reason: 'No.' })).rejects.toThrow('10 characters');
    expect((await findVerificationStatus(admin)).request?.state).toBe('pending');
  });

  test('a second time fails with the name of the first operator', async () => {
    const { id } = await requestVerification(admin, INPUT);
    await rejectRequest(operator, { id, reason: REASON });
    const late = { ...operator, username: 'late' };
    const conflict = { code: 'conflict', message: `This request was rejected already, by ${operator.username}.` };
    await expect(approveRequest(late, id)).rejects.toMatchObject(conflict);
    await expect(rejectRequest(late, { id, reason: REASON })).rejects.toMatchObject(conflict);
    expect(await isVerified()).toBe(false);
  });

  test('concurrently results in one complete decision', async () => {
    const { id } = await requestVerification(admin, INPUT);
    const answers = await Promise.allSettled([
      approveRequest(operator, id),
      rejectRequest(operator, { id, reason: REASON }),
      approveRequest(operator, id),
      rejectRequest(operator, { id, reason: REASON }),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' });
    }
    const { request, verifiedAt } = await findVerificationStatus(admin);
    expect(verifiedAt !== null).toBe(request?.state === 'approved');
    expect((await actionsOf(admin.accountId)).filter((action) => /approved|rejected/.test(action))).toHaveLength(1);
  });

  test('verifying directly approves a pending request, also one made concurrently', async () => {
    const [requested, verified] = await Promise.allSettled([
      requestVerification(admin, INPUT),
      verifyAccount(operator, admin.accountId),
    ]);
    expect(verified.status).toBe('fulfilled');
    const { request } = await findVerificationStatus(admin);
    expect(request?.state ?? 'none').toBe(requested.status === 'fulfilled' ? 'approved' : 'none');
    await verifyAccount(operator, admin.accountId);
    const actions = await actionsOf(admin.accountId);
    expect(actions.filter((action) => action.startsWith('account.verified'))).toHaveLength(1);
  });

  test('verifying directly closes only a request of this account', async () => {
    const other = await makeAccount({ verified: false });
    await Promise.all([requestVerification(admin, INPUT), requestVerification(other, INPUT)]);
    await verifyAccount({ kind: 'system', name: 'command line', accountId: null }, admin.accountId);
    expect((await findVerificationStatus(admin)).request).toMatchObject({
      state: 'approved',
      decidedBy: 'command line',
    });
    expect((await findVerificationStatus(other)).request).toMatchObject({ state: 'pending' });
  });
});

describe('the list', () => {
  test('contains every request once, pending ones first', async () => {
    await db().verificationRequest.deleteMany();
    const accounts = await Promise.all(Array.from({ length: 25 }, () => makeAccount({ verified: false })));
    const ids: string[] = [];
    for (const account of accounts) ids.push((await requestVerification(account, INPUT)).id);
    const [rejected = '', approved = ''] = [ids[3], ids[7]];
    await rejectRequest(operator, { id: rejected, reason: REASON });
    await approveRequest(operator, approved);

    const waiting = ids.filter((id) => id !== rejected && id !== approved);
    const pages = await Promise.all([1, 2].map((page) => listRequests(operator, { page })));
    expect(pages.flatMap(({ requests }) => requests.map(({ id }) => id))).toEqual([...waiting, approved, rejected]);
    expect(pages[0]).toMatchObject({ total: 25, page: 1, pageSize: REQUEST_PAGE_SIZE });
    expect(await listRequests(operator, { page: 99 })).toMatchObject({ page: 2 });
    expect((await listRequests(operator, { state: 'rejected' })).requests).toMatchObject([{ id: rejected }]);
    expect(await listRequests(operator, { state: 'pending', page: 2 })).toMatchObject({ total: 23, page: 2 });
    expect(await countPending(operator, 10)).toBe(10);
    expect(await countPending(operator, 100)).toBe(23);
    expect(await getRequest(operator, approved)).toMatchObject({ accountVerified: true, state: 'approved' });
  });
});
