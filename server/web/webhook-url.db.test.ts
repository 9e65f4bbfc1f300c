import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { setSendSettings } from '@/lib/keys/commands/configure-key';
import { setSendingDefaults } from '@/lib/sending-defaults/commands';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

const SMS = { to: '+37255555555', text: 'hi' };
const NO_OTHER = { defaultSender: null, autoReplace: null };

let actor: UserActor;
let key: { id: string; key: string };
let headers: Record<string, string>;
beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor, { scopes: ['sms:send', 'sms:read', 'keys:manage'] });
  headers = { 'x-api-key': key.key };
});

type Stored = { dlrUrl: string | null } | null;
const ofKey = (id: string): Promise<Stored> => db().apiKey.findUnique({ where: { id } });
const ofMessage = async (id: unknown): Promise<Stored> => db().message.findFirst({ where: { id: String(id) } });
const json = (method: string, path: string, body: unknown) =>
  gate.request(method, path, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body));

/** Each way to set a webhook URL: returns what is stored, null where the URL is refused by the name of its field. */
const WAYS: Record<string, (url: string) => Promise<Stored>> = {
  'JSON of POST /api/sms': async (url) => {
    const answer = await gate.post({ ...SMS, dlr_url: url }, headers);
    return answer.status === 202 ? ofMessage(answer.json.id) : refused(answer.json, 'dlr_url');
  },
  'a form of POST /api/sms': async (url) => {
    const form = new URLSearchParams({ ...SMS, dlr_url: url }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await gate.request('POST', '/api/sms', { ...headers, ...type }, form);
    return answer.status === 202 ? ofMessage(answer.json.id) : refused(answer.json, 'dlr_url');
  },
  'POST /api/sms/batch': async (url) => {
    const { json } = await gate.postBatch([SMS, { ...SMS, dlr_url: url }], headers);
    const [, second] = json.messages as Record<string, unknown>[];
    return second?.id ? ofMessage(second.id) : refused(second, 'dlr_url');
  },
  'POST /api/keys': async (url) => {
    const answer = await json('POST', '/api/keys', { name: newId(), dlr_url: url });
    return answer.status === 201 ? ofKey(answer.json.id) : refused(answer.json, 'dlr_url');
  },
  'PATCH /api/keys/{id}': async (url) => {
    const { id } = await makeKey(actor);
    const answer = await json('PATCH', `/api/keys/${id}`, { dlr_url: url });
    return answer.status === 200 ? ofKey(id) : refused(answer.json, 'dlr_url');
  },
  'the page of a key': async (url) => {
    const { id } = await makeKey(actor);
    return setSendSettings(actor, { id, ...NO_OTHER, dlrUrl: url }).then(
      () => ofKey(id),
      (error) => refused(error, 'dlrUrl'),
    );
  },
  'the sending defaults of an account': async (url) => {
    const other = await makeAccount();
    return setSendingDefaults(other, { ...NO_OTHER, dlrUrl: url }).then(
      () => db().account.findUnique({ where: { id: other.accountId } }),
      (error) => refused(error, 'dlrUrl'),
    );
  },
};

/** Null where `error` names `field` and nothing else. */
function refused(error: unknown, field: string): null {
  const said = JSON.stringify(error);
  expect(said).toContain(field);
  return null;
}

describe.each(Object.entries(WAYS))('%s', (_, give) => {
  test.each([
    [' HTTPS://Shop.Example.:443/a/../Dlr?x=y ', 'https://shop.example/Dlr?x=y'],
    ['http://bücher.example:080', 'http://xn--bcher-kva.example/'],
    ['https://ex%61mple.com', 'https://example.com/'],
  ])('stores %j in its normal form', async (given, url) => {
    expect(await give(given)).toMatchObject({ dlrUrl: url });
  });

  test.each(['', ' ', '\u00a0', '\t\n'])('%j is no URL', async (blank) => {
    expect(await give(blank)).toMatchObject({ dlrUrl: null });
  });

  test.each([
    'http:h/p',
    'http:\\\\h\\p',
    'https://user@h.example/',
    'data:,x',
    'https://h.example:65536',
    'http://[::1%25lo]/',
    '\u200b',
  ])('%j is refused by its field', async (url) => {
    expect(await give(url)).toBeNull();
  });
});
