import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage } from '../testing/factories';
import { createCarrier, removeCarrier, setCarrierState, updateCarrier } from './commands';
import { findCarrierByName, loadCarriers } from './load-carriers';
import { getCarrier, listCarriers } from './queries';
import { createRoute } from './route-commands';
import type { CreateCarrierInput } from './schema';

useDatabase();

const PASSWORD = 'hunter22';
let operator: UserActor;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
});
beforeEach(async () => {
  await db().messageQueue.deleteMany();
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
});

const smpp = (name: string): CreateCarrierInput => ({
  kind: 'smpp',
  name,
  settings: { host: 'smpp.example.com', systemId: 'postern' },
  secrets: { password: PASSWORD },
});
const http = (name: string): CreateCarrierInput => ({
  kind: 'http',
  name,
  settings: {
    url: 'https://sms.example.com/send',
    headers: [{ name: 'authorization', value: 'Bearer {{secret.token}}' }],
    body: { kind: 'json', template: '{"to": "{{recipient}}", "text": "{{text}}"}' },
    receipts: { enabled: true },
  },
  secrets: { token: 'a-secret-token' },
});

const lastEvent = () => db().auditEvent.findFirstOrThrow({ where: { accountId: null }, orderBy: { id: 'desc' } });
const revisionOfRoutes = async () => (await db().routingRevision.findFirstOrThrow()).revision;

describe('a carrier', () => {
  test('is added with sealed secrets, announced and audited', async () => {
    const before = await revisionOfRoutes();
    const { id } = await createCarrier(operator, smpp('acme'));
    expect(await revisionOfRoutes()).toBeGreaterThan(before);
    const row = await db().carrier.findUniqueOrThrow({ where: { name: 'acme' } });
    expect(row).toMatchObject({ id, state: 'active', revision: 1, settings: { port: 2775, window: 10 } });
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
    expect(await findCarrierByName('acme')).toMatchObject({ kind: 'smpp', secrets: { password: PASSWORD } });
    expect(await lastEvent()).toMatchObject({
      action: 'carrier.added',
      targetKind: 'carrier',
      targetId: id,
      actorName: operator.username,
      detail: { name: 'acme', kind: 'smpp' },
    });
  });

  test('has a name of its own', async () => {
    await createCarrier(operator, smpp('acme'));
    await expect(createCarrier(operator, smpp('acme'))).rejects.toMatchObject({ code: 'conflict' });
    await expect(createCarrier(operator, smpp('simulator'))).rejects.toMatchObject({ code: 'conflict' });
    const results = await Promise.allSettled([
      createCarrier(operator, smpp('twin')),
      createCarrier(operator, smpp('twin')),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'conflict' });
  });

  test('by HTTP gets a secret for its receipts, returned once', async () => {
    const { receiptUrl } = await createCarrier(operator, http('web'));
    const loaded = await findCarrierByName('web');
    expect(receiptUrl).toContain(`/api/dlr/web/${loaded?.secrets.dlr}`);
    const { revision } = await getCarrier(operator, 'web');
    expect(await updateCarrier(operator, { name: 'web', seen: revision, ratePerSecond: 5 })).toEqual({
      revision: revision + 1,
      receiptUrl: null,
    });
    const changed = await updateCarrier(operator, {
      name: 'web',
      seen: revision + 1,
      secrets: { dlr: 'another-secret-of-receipts' },
    });
    expect(changed.receiptUrl).toContain('/api/dlr/web/another-secret-of-receipts');
  });

  test('by HTTP is refused without a secret that its templates use', async () => {
    await expect(createCarrier(operator, { ...http('web'), secrets: {} } as CreateCarrierInput)).rejects.toMatchObject({
      code: 'invalid_fields',
      fields: { 'secrets.token': expect.stringContaining('token') },
    });
    await createCarrier(operator, http('web'));
    const change = { name: 'web', seen: 1, secrets: { token: null } };
    await expect(updateCarrier(operator, change)).rejects.toMatchObject({ code: 'invalid_fields' });
  });

  test('is never returned with its secrets', async () => {
    await createCarrier(operator, smpp('acme'));
    await createCarrier(operator, http('web'));
    const returned = JSON.stringify([
      await listCarriers(operator),
      await getCarrier(operator, 'acme'),
      await getCarrier(operator, 'web'),
    ]);
    for (const { secrets } of await loadCarriers()) {
      for (const secret of Object.values(secrets)) expect(returned).not.toContain(secret);
    }
    expect((await getCarrier(operator, 'web')).secretNames).toEqual(['dlr', 'token']);
    const { rows } = await pool().query('SELECT detail::text FROM audit_event');
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });
});

describe('a change', () => {
  test('keeps secrets that are left empty, and names what changed', async () => {
    await createCarrier(operator, smpp('acme'));
    const { settings } = await getCarrier(operator, 'acme');
    const input = { name: 'acme', seen: 1, settings: { ...settings, port: 2776 }, secrets: { password: '' } };
    expect(await updateCarrier(operator, input as never)).toMatchObject({ revision: 2 });
    expect(await findCarrierByName('acme')).toMatchObject({
      settings: { port: 2776 },
      secrets: { password: PASSWORD },
      revision: 2,
    });
    expect(await lastEvent()).toMatchObject({
      action: 'carrier.updated',
      detail: { name: 'acme', before: ['port 2775'], after: ['port 2776'] },
    });
    await updateCarrier(operator, { name: 'acme', seen: 2, secrets: { password: 'another' }, ratePerSecond: 20 });
    expect(await findCarrierByName('acme')).toMatchObject({ secrets: { password: 'another' }, ratePerSecond: 20 });
    expect((await lastEvent()).detail).toMatchObject({ after: ['ratePerSecond 20', 'new password'] });
  });

  test('without a difference writes nothing', async () => {
    await createCarrier(operator, smpp('acme'));
    const before = await revisionOfRoutes();
    expect(await updateCarrier(operator, { name: 'acme', seen: 1, ratePerSecond: null })).toMatchObject({
      revision: 1,
    });
    expect([await revisionOfRoutes(), (await lastEvent()).action]).toEqual([before, 'carrier.added']);
  });

  test('of an older revision is refused and names who changed it', async () => {
    await createCarrier(operator, smpp('acme'));
    const change = (ratePerSecond: number) => updateCarrier(operator, { name: 'acme', seen: 1, ratePerSecond });
    const results = await Promise.allSettled([change(1), change(2), change(3)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(change(4)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`by ${operator.username}`),
    });
  });

  test.each([
    ['an unknown carrier', { name: 'nope', seen: 1 }, 'not_found'],
    ['the simulator', { name: 'simulator', seen: 1, ratePerSecond: 1 }, 'conflict'],
    ['a name that is no text', { name: 5, seen: 1 }, 'ZodError'],
  ])('of %s is refused', async (_, input, code) => {
    const error = await updateCarrier(operator, input as never).catch((thrown: unknown) => thrown);
    const { code: actual, name } = error as { code?: string; name: string };
    expect(actual ?? name).toBe(code);
  });

  test('of a carrier whose secrets cannot be read needs its password again', async () => {
    await createCarrier(operator, smpp('acme'));
    await db().carrier.update({ where: { name: 'acme' }, data: { secrets: 'v1.lost.AAAA.AAAA.AAAA' } });
    expect(await findCarrierByName('acme')).toMatchObject({
      kind: 'invalid',
      problem: expect.stringContaining('lost'),
    });
    expect((await loadCarriers()).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'acme invalid',
      'simulator simulator',
    ]);
    await expect(updateCarrier(operator, { name: 'acme', seen: 1, ratePerSecond: 9 })).rejects.toMatchObject({
      fields: { 'secrets.password': expect.any(String) },
    });
    await updateCarrier(operator, { name: 'acme', seen: 1, secrets: { password: 'fresh' } });
    expect(await findCarrierByName('acme')).toMatchObject({ kind: 'smpp', secrets: { password: 'fresh' } });
  });
});

describe('the state', () => {
  test('changes with an event each, and not the revision', async () => {
    await createCarrier(operator, smpp('acme'));
    for (const [state, action] of [
      ['paused', 'carrier.paused'],
      ['draining', 'carrier.draining'],
      ['active', 'carrier.resumed'],
    ] as const) {
      await setCarrierState(operator, { name: 'acme', state });
      expect([(await lastEvent()).action, await findCarrierByName('acme')]).toMatchObject([
        action,
        { state, revision: 1 },
      ]);
    }
    const before = (await lastEvent()).id;
    await setCarrierState(operator, { name: 'acme', state: 'active' });
    expect((await lastEvent()).id).toBe(before);
  });

  test('of the simulator cannot be draining', async () => {
    await setCarrierState(operator, { name: 'simulator', state: 'paused' });
    await setCarrierState(operator, { name: 'simulator', state: 'active' });
    await expect(setCarrierState(operator, { name: 'simulator', state: 'draining' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('removal', () => {
  /** Queues a new message for the carrier. */
  async function queueFor(carrier: string): Promise<void> {
    const id = await makeMessage(operator, await makeKey(operator));
    await db().messageQueue.create({ data: { carrier, size: 1, messageIds: [id] } });
  }

  test('removes its routes too', async () => {
    await createCarrier(operator, smpp('acme'));
    await createRoute(operator, { carrier: 'acme', prefix: '372' });
    expect(await removeCarrier(operator, { name: 'acme' })).toEqual({ routes: 1 });
    expect([await db().route.count(), await findCarrierByName('acme')]).toEqual([0, null]);
    expect(await lastEvent()).toMatchObject({ action: 'carrier.removed', detail: { name: 'acme', routes: 1 } });
    await expect(removeCarrier(operator, { name: 'acme' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is refused while only it can take its queued messages', async () => {
    await createCarrier(operator, smpp('acme'));
    await createCarrier(operator, smpp('other'));
    await createRoute(operator, { carrier: 'acme' });
    await createRoute(operator, { carrier: 'other', prefix: '1' });
    await queueFor('acme');
    await queueFor('acme');
    const remove = () => removeCarrier(operator, { name: 'acme' });
    await expect(remove()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('2 messages') });
    await createRoute(operator, { carrier: 'other' });
    await setCarrierState(operator, { name: 'other', state: 'draining' });
    await expect(remove()).rejects.toMatchObject({ code: 'conflict' });
    await setCarrierState(operator, { name: 'other', state: 'active' });
    await remove();
  });

  test('of the simulator is refused', async () => {
    await expect(removeCarrier(operator, { name: 'simulator' })).rejects.toMatchObject({ code: 'conflict' });
  });
});
