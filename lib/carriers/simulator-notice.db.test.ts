import { expect, test } from 'vitest';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { createCarrier } from './commands';
import { createRoute } from './route-commands';
import { findSimulatorNotice } from './simulator-notice';

useDatabase();

test('names what does not leave the installation, as carriers and routes are added', async () => {
  const member = await makeAccount({ role: 'basic' });
  const other = await makeAccount();
  const operator = { ...(await makeAccount()), operator: true };
  expect(await findSimulatorNotice(member)).toEqual({ kind: 'no_carrier' });
  await createCarrier(operator, {
    kind: 'smpp',
    name: 'acme',
    settings: { host: 'smpp.example.com', systemId: 'postern' },
    secrets: { password: 'x' },
  });
  expect(await findSimulatorNotice(member)).toEqual({ kind: 'no_route' });
  await createRoute(operator, { carrier: 'acme' });
  expect(await findSimulatorNotice(member)).toBeNull();
  await createRoute(operator, { carrier: 'simulator', environment: 'test' });
  expect(await findSimulatorNotice(member)).toBeNull();
  await createRoute(operator, { carrier: 'simulator', prefix: '372', sender: 'Acme' });
  await createRoute(operator, { carrier: 'simulator', prefix: '371', accountId: other.accountId });
  expect(await findSimulatorNotice(member)).toEqual({ kind: 'routes', routes: ['+372… from Acme'] });
  expect(await findSimulatorNotice(other)).toEqual({ kind: 'routes', routes: ['+371…', '+372… from Acme'] });
  expect(await findSimulatorNotice(operator)).toMatchObject({ routes: { length: 2 } });
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
  await db().route.deleteMany();
  // Refused, not simulated again.
  expect(await findSimulatorNotice(member)).toEqual({ kind: 'no_route' });
});
