import { expect, it } from 'vitest';
import { newId } from '../base/ids';
import { resetSingleton } from '../base/process-singleton';
import { db } from '../database/db';
import { copyKey, copyWebhookSecret } from '../keys/commands/copy-key';
import { rotateKey } from '../keys/commands/rotate-key';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makePair } from '../testing/factories';
import {
  accountEncryptionContext,
  endpointEncryptionContext,
  keyEncryptionContext,
  totpEncryptionContext,
} from './encryption-contexts';
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
  const endpoint = await makeSealedEndpoint(accountId);
  await db().apiKey.update({
    where: { id: auth.id },
    data: { previousWebhookSecret: seal('whsec_before', keyEncryptionContext.webhookSecret(auth.id)) },
  });
  expect(await countByKey()).toEqual({ k1: 11 });
  setKeys(`${KEY_2},${KEY_1}`);
  await rotateKey(actor, { id: auth.id, overlapS: 60 });
  expect(await countByKey()).toEqual({ k2: 1, k1: 11 });
  expect(await rewrap()).toBe(11);
  expect(await rewrap()).toBe(0);
  setKeys(KEY_2);
  expect(await countByKey()).toEqual({ k2: 12 });
  expect(await copyKey(actor, auth.id)).toHaveLength(24);
  expect(await copyWebhookSecret(actor, auth.id)).toBe(webhookSecret);
  const account = await db().account.findUniqueOrThrow({ where: { id: accountId } });
  const resealed = unseal(account.webhookSecret ?? '', accountEncryptionContext.webhookSecret(accountId));
  expect(resealed).toBe('whsec_of-the-account');
  const { secret } = await db().twoFactor.findUniqueOrThrow({ where: { userId } });
  expect(unseal(secret, totpEncryptionContext(userId))).toBe('an app’s secret');
  const stored = await db().webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint } });
  expect(unseal(stored.previousSecret ?? '', endpointEncryptionContext.secret(endpoint))).toBe('whsec_previous');
  expect(unseal(stored.headers ?? '', endpointEncryptionContext.headers(endpoint))).toBe('{"x-token":"t"}');
});

async function makeSealedEndpoint(accountId: string): Promise<string> {
  const id = newId();
  const data = {
    ...{ id, accountId, name: 'Shop', url: 'https://example.com/', events: ['message.delivered'] },
    secret: seal('whsec_current', endpointEncryptionContext.secret(id)),
    previousSecret: seal('whsec_previous', endpointEncryptionContext.secret(id)),
    headers: seal('{"x-token":"t"}', endpointEncryptionContext.headers(id)),
  };
  await db().webhookEndpoint.create({ data });
  return id;
}

it('covers every column with sealed values', async () => {
  const rows = await db().$queryRaw<{ place: string }[]>`
    SELECT table_name || '.' || column_name AS place FROM information_schema.columns
    WHERE table_schema = 'public' AND (column_name ~ '(sealed|secrets?|_ciphertext)$' OR table_name = 'webhook_endpoint' AND column_name = 'headers')`;
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
