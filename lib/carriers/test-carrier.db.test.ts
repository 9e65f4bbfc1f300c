import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { type Smsc, startSmsc } from '../smsc/server';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { type Receiver, startReceiver } from '../testing/receiver';
import { createCarrier } from './commands';
import type { CreateCarrierInput } from './schema';
import { testCarrier, testDraft } from './test-carrier';

useDatabase();
beforeAll(() => {
  process.env.CARRIER_ALLOW_CIDRS = '127.0.0.1/32';
});

const PASSWORD = 'hunter22';
let operator: UserActor;
let smsc: Smsc;
let receiver: Receiver | null = null;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
});
beforeEach(async () => {
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
  smsc = await startSmsc({ systemId: 'postern', password: PASSWORD });
});
afterEach(async () => {
  await smsc.stop();
  await receiver?.stop();
  receiver = null;
});

const smpp = (settings: object = {}, password = PASSWORD): Extract<CreateCarrierInput, { kind: 'smpp' }> => ({
  kind: 'smpp',
  name: 'acme',
  settings: { host: '127.0.0.1', port: smsc.port, systemId: 'postern', ...settings },
  secrets: { password },
});
const lastAction = async () =>
  (await db().auditEvent.findFirstOrThrow({ where: { accountId: null }, orderBy: { id: 'desc' } })).action;

describe('an SMPP carrier', () => {
  test.each([
    ['transceiver', ['bind_transceiver', 'enquire_link', 'unbind']],
    ['transmitter_receiver', ['bind_receiver', 'bind_transmitter', 'enquire_link', 'unbind']],
  ] as const)('is bound as %s and unbound', async (bindMode, steps) => {
    await createCarrier(operator, smpp({ bindMode }));
    const result = await testCarrier(operator, { name: 'acme' });
    expect(result.steps.map(({ step, isOk }) => [step, isOk])).toEqual(steps.map((step) => [step, true]));
    expect([result.isOk, await lastAction()]).toEqual([true, 'carrier.added']);
    expect(smsc.sessions()).toHaveLength(0);
  });

  test.each([
    ['a wrong password', {}, 'not-this-one', /^The carrier refused the bind: ESME_RINVPASWD/],
    ['a closed port', { port: 1 }, PASSWORD, /The host refuses connections.*ECONNREFUSED/],
    ['TLS where there is none', { tls: { enabled: true } }, PASSWORD, /TLS|closed/],
    ['an unknown host', { host: 'no-such-host.invalid' }, PASSWORD, /ENOTFOUND|EAI_AGAIN/],
  ])('with %s fails with the exact error', async (_, settings, password, detail) => {
    await createCarrier(operator, smpp(settings, password));
    const result = await testCarrier(operator, { name: 'acme' });
    expect(result).toMatchObject({ isOk: false, steps: [{ step: 'bind_transceiver', isOk: false }] });
    expect(result.steps[0]?.detail).toMatch(detail);
    expect(JSON.stringify(result)).not.toContain(password);
  });

  test('sends a message when a number is named', async () => {
    await createCarrier(operator, smpp());
    const result = await testCarrier(operator, { name: 'acme', to: '+372 5555 5555', from: 'Acme' });
    expect(result.steps.at(-1)).toMatchObject({
      step: 'send',
      isOk: true,
      detail: expect.stringContaining('its id there'),
    });
    expect([smsc.stats.submits, await lastAction()]).toEqual([1, 'carrier.tested']);
  });

  test('is tested before it is saved, with the saved password where none is entered', async () => {
    expect((await testDraft(operator, { draft: smpp() })).isOk).toBe(true);
    await createCarrier(operator, smpp());
    const draft = smpp({ window: 5 }, '');
    expect((await testDraft(operator, { draft, saved: 'acme' })).isOk).toBe(true);
    expect((await testDraft(operator, { draft })).isOk).toBe(false);
  });
});

describe('an HTTP carrier', () => {
  const http = (url: string): CreateCarrierInput => ({
    kind: 'http',
    name: 'web',
    settings: {
      url: `${url}/send?key={{secret.key}}`,
      body: { kind: 'json', template: '{"to": "{{recipient}}", "text": "{{text}}"}' },
    },
    secrets: { key: 'a-key-of-acme' },
  });

  test('is shown as the request of a sample, with secrets masked', async () => {
    receiver = await startReceiver();
    await createCarrier(operator, http(receiver.url));
    const { isOk, request } = await testCarrier(operator, { name: 'web' });
    expect([isOk, request]).toEqual([true, expect.stringContaining(`POST ${receiver.url}/send?key=***`)]);
    expect(request).toContain('"+37255555555"');
    expect(receiver.requests).toEqual([]);
  });

  test('gets the message when a number is named', async () => {
    receiver = await startReceiver((_, response) => response.end('{"id":"1"}'));
    await createCarrier(operator, http(receiver.url));
    const { isOk, steps } = await testCarrier(operator, { name: 'web', to: '+37256666666', text: 'Hi' });
    expect([isOk, steps.length]).toEqual([true, 1]);
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toEqual({ to: '+37256666666', text: 'Hi' });
  });

  test('that refuses it fails with the answer, without a secret', async () => {
    receiver = await startReceiver((_, response) => {
      response.statusCode = 401;
      response.end('bad key a-key-of-acme');
    });
    await createCarrier(operator, http(receiver.url));
    const result = await testCarrier(operator, { name: 'web', to: '+37256666666' });
    expect(result).toMatchObject({ isOk: false, steps: [{ step: 'send', isOk: false }] });
    expect(JSON.stringify(result)).not.toContain('a-key-of-acme');
  });

  test('at a private address that is not allowed is refused', async () => {
    for (const run of [
      () => createCarrier(operator, http('http://10.0.0.1')),
      () => testDraft(operator, { draft: http('http://10.0.0.1') }),
    ])
      await expect(run()).rejects.toMatchObject({ message: expect.stringContaining('CARRIER_ALLOW_CIDRS') });
  });
});

test('the simulator needs no link, and an unknown carrier is not found', async () => {
  expect(await testCarrier(operator, { name: 'simulator' })).toMatchObject({ isOk: true, request: null });
  await expect(testCarrier(operator, { name: 'nope' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(testCarrier(operator, { name: 'simulator', to: 'home' })).rejects.toMatchObject({
    name: 'ZodError',
  });
});
