import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { createCarrier, setCarrierState } from './commands';
import { createRoute, removeRoute } from './route-commands';
import { listRoutes, whichRoute } from './route-queries';

useDatabase();

let operator: UserActor;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
});
beforeEach(async () => {
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
  for (const name of ['north', 'south']) {
    await createCarrier(operator, {
      kind: 'smpp',
      name,
      settings: { host: 'smpp.example.com', systemId: 'postern' },
      secrets: { password: 'x' },
      fallbackAfterSeconds: 30,
    });
  }
});

const lastEvent = () => db().auditEvent.findFirstOrThrow({ where: { accountId: null }, orderBy: { id: 'desc' } });

describe('a route', () => {
  test('is added, listed, audited and removed', async () => {
    const { accountId } = operator;
    const { id, route } = await createRoute(operator, {
      carrier: 'north',
      prefix: '+372 5',
      sender: '37255555555',
      accountId,
      priority: 2,
      weight: 3,
    });
    expect(route).toMatch(/^live, \+3725…, from \+37255555555, account .* → north \(priority 2, weight 3\)$/);
    expect(await lastEvent()).toMatchObject({
      action: 'route.added',
      targetKind: 'route',
      targetId: id,
      detail: { route },
    });
    expect(await listRoutes(operator)).toMatchObject([
      { id, carrier: 'north', carrierState: 'active', prefix: '3725', sender: '+37255555555', accountId, priority: 2 },
    ]);
    expect(await removeRoute(operator, { id })).toEqual({ route });
    expect(await lastEvent()).toMatchObject({ action: 'route.removed', detail: { route } });
    await expect(removeRoute(operator, { id })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('exists once', async () => {
    await createRoute(operator, { carrier: 'north', prefix: '372' });
    await expect(createRoute(operator, { carrier: 'north', prefix: '+372', priority: 5 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('priority 1'),
    });
    const again = () => createRoute(operator, { carrier: 'south', prefix: '1' });
    const results = await Promise.allSettled([again(), again(), again()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await createRoute(operator, { carrier: 'south', prefix: '372' });
    await createRoute(operator, { carrier: 'north', prefix: '372', environment: 'test' });
  });

  test.each([
    [
      'an unknown carrier',
      { carrier: 'east' },
      { carrier: 'There is no such carrier. Use one of north, simulator, south.' },
    ],
    ['no carrier', { carrier: ' ' }, { carrier: expect.stringContaining('Name the carrier.') }],
    ['an unknown account', { carrier: 'north', accountId: newId() }, { accountId: 'There is no such account.' }],
  ])('to %s is refused', async (_, input, fields) => {
    await expect(createRoute(operator, input)).rejects.toMatchObject({ code: 'invalid_fields', fields });
  });

  test.each(['x', newId(), ''])('with the id %j is not found', async (id) => {
    await expect(removeRoute(operator, { id })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('which way', () => {
  const which = (input: object = {}) => whichRoute(operator, { to: '+37255555555', ...input });

  test('in order, with what is unavailable', async () => {
    await createRoute(operator, { carrier: 'north', prefix: '372' });
    await createRoute(operator, { carrier: 'south' });
    await setCarrierState(operator, { name: 'north', state: 'paused' });
    await db().carrierOutage.create({ data: { carrier: 'south', since: new Date(0), reason: 'connection refused' } });
    expect(await which()).toMatchObject({
      recipient: '+37255555555',
      refusal: null,
      chain: [
        { carrier: 'north', unavailable: 'paused: its queue waits', fallbackAfterSeconds: 30 },
        { carrier: 'south', unavailable: 'down since 1 Jan 1970, 00:00:00 UTC: connection refused' },
      ],
    });
    await db().carrierOutage.deleteMany();
  });

  test('follows sender, account and environment', async () => {
    await createRoute(operator, { carrier: 'north', sender: 'Acme', accountId: operator.accountId });
    expect(await which()).toMatchObject({ chain: [], refusal: expect.stringContaining('no_route') });
    expect(await which({ from: 'Acme' })).toMatchObject({ chain: [] });
    expect(await which({ from: 'Acme', accountId: operator.accountId })).toMatchObject({
      chain: [{ carrier: 'north' }],
    });
    expect(await which({ environment: 'test' })).toMatchObject({ chain: [{ carrier: 'simulator' }], refusal: null });
    await expect(which({ accountId: newId() })).rejects.toMatchObject({ fields: { accountId: expect.any(String) } });
  });

  test('is no carrier when the last was removed, and the simulator only where none was ever connected', async () => {
    await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
    expect(await which()).toMatchObject({ chain: [], refusal: expect.stringContaining('no_route') });
    await pool().query('UPDATE routing_revision SET has_real_carrier = false');
    expect(await which()).toMatchObject({
      chain: [{ carrier: 'simulator', reason: expect.stringContaining('no real') }],
    });
  });
});
