import { expect, it } from 'vitest';
import { resetSingleton } from '../base/process-singleton';
import { db } from '../database/db';
import { copyKey, copyWebhookSecret } from '../keys/commands/copy-key';
import { rotateKey } from '../keys/commands/rotate-key';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makePair } from '../testing/factories';
import { createEndpoint, revealEndpointSecret, rotateEndpointSecret } from '../webhooks/endpoints/commands';
import { accountEncryptionContext, totpEncryptionContext } from './encryption-contexts';
import { countByKey, rewrap } from './rewrap';
import { seal, unseal } from './seal';

useDatabase();

const KEY_1 = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const KEY_2 = `k2:${Buffer.alloc(32, 9).toString('base64')}`;

function setKeys(value: string): void {
  process.env.SECRETS_KEYS = value;
  resetSingleton('env');
}

it('seals everything with the new key, after which the old one can be removed', async () => {
  const actor = await makeAccount();
  const auth = await makeKey(actor);
  await makePair(actor, 'hmac');
  await makePair(actor, 'basic');
  const webhookSecret = await copyWebhookSecret(actor, auth.id);
  const { userId, accountId } = actor;
  const sealed = seal('whsec_of-the-account', accountEncryptionContext.webhookSecret(accountId));
  await db().account.update({ where: { id: accountId }, data: { webhookSecret: sealed } });
  await db().twoFactor.create({ data: { userId, secret: seal('an app’s secret', totpEncryptionContext(userId)) } });
  const { endpoint } = await createEndpoint(actor, { name: 'A', url: 'http://127.0.0.1:9/', headers: { 'X-A': '1' } });
  const { secret: endpointSecret } = await rotateEndpointSecret(actor, { id: endpoint.id, overlapHours: 1 });
  expect(await countByKey()).toEqual({ k1: 10 });
  setKeys(`${KEY_2},${KEY_1}`);
  await rotateKey(actor, { id: auth.id, overlapS: 60 });
  expect(await countByKey()).toEqual({ k2: 1, k1: 10 });
  expect(await rewrap()).toBe(10);
  expect(await rewrap()).toBe(0);
  setKeys(KEY_2);
  expect(await countByKey()).toEqual({ k2: 11 });
  expect(await copyKey(actor, auth.id)).toHaveLength(24);
  expect(await copyWebhookSecret(actor, auth.id)).toBe(webhookSecret);
  expect(await revealEndpointSecret(actor, { id: endpoint.id })).toEqual({ secret: endpointSecret });
  const account = await db().account.findUniqueOrThrow({ where: { id: accountId } });
  const resealed = unseal(account.webhookSecret ?? '', accountEncryptionContext.webhookSecret(accountId));
  expect(resealed).toBe('whsec_of-the-account');
  const { secret } = await db().twoFactor.findUniqueOrThrow({ where: { userId } });
  expect(unseal(secret, totpEncryptionContext(userId))).toBe('an app’s secret');
});

it('covers every column with sealed values', async () => {
  const rows = await db().$queryRaw<{ place: string }[]>`
    SELECT table_name || '.' || column_name AS place FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name ~ '(sealed|secrets?|_ciphertext|headers)$'`;
  expect(rows.map(({ place }) => place).sort()).toEqual([
    'account.previous_webhook_secret',
    'account.webhook_secret',
    'api_key.previous_webhook_secret',
    'api_key.webhook_secret',
    'api_key_secret.sealed',
    'carrier.secrets',
    'two_factor.secret',
    'webhook_endpoint.headers',
    'webhook_endpoint.previous_secret',
    'webhook_endpoint.secret',
  ]);
});
