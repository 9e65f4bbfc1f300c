import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../base/errors';
import { signatureHeaders, signingKey } from '../../webhooks/signature';
import { requireCarrier } from './callback-auth';
import { type HttpSettings, type HttpSettingsInput, httpSettingsSchema } from './settings';

const SECRET = 'a-secret-of-the-carrier';

function settingsOf(receipts: HttpSettingsInput['receipts'], more: Partial<HttpSettingsInput> = {}): HttpSettings {
  return httpSettingsSchema.parse({
    url: 'https://a.example/',
    body: { kind: 'form', fields: [] },
    receipts: { enabled: true, ...receipts },
    ...more,
  });
}

describe('requireCarrier', () => {
  const body = Buffer.from('{"a":1}');
  type Presented = {
    headers?: Record<string, string>;
    target?: string;
    pathSecret?: string | null;
    ip?: string | null;
  };

  function codeOf(
    settings: HttpSettings,
    { headers = {}, target = '/api/dlr/acme', pathSecret = null, ip = '203.0.113.5' }: Presented,
  ) {
    const names = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const request = {
      target,
      headers: { get: (name: string) => names[name.toLowerCase()] ?? null },
      body,
      ip,
      pathSecret,
    };
    try {
      requireCarrier(settings, { dlr: SECRET, hook: 'whsec_AAAA', key: 'api-key-password' }, request);
      return null;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return error.code;
    }
  }

  it.each<[HttpSettingsInput['receipts'], Presented, string | null]>([
    [{}, { pathSecret: SECRET }, null],
    [{}, { pathSecret: `${SECRET}x` }, 'unauthorized'],
    [{}, { pathSecret: '' }, 'unauthorized'],
    [{}, {}, 'unauthorized'],
    [{}, { headers: { 'x-dlr-secret': SECRET }, target: `/api/dlr/acme?secret=${SECRET}` }, 'unauthorized'],
    [{ secretIn: 'header' }, { headers: { 'X-DLR-Secret': SECRET } }, null],
    [{ secretIn: 'header', secretHeader: 'X-Token' }, { headers: { 'x-token': ` ${SECRET} ` } }, null],
    [{ secretIn: 'header' }, { pathSecret: SECRET }, 'unauthorized'],
    [{ secretIn: 'query' }, { target: `/api/dlr/acme?a=1&secret=${SECRET}` }, null],
    [{ secretIn: 'query' }, { target: '/api/dlr/acme' }, 'unauthorized'],
    [{ addresses: ['203.0.113.0/24'] }, { pathSecret: SECRET }, null],
    [{ addresses: ['203.0.113.0/24'] }, { pathSecret: SECRET, ip: '198.51.100.1' }, 'ip_not_allowed'],
    [{ addresses: ['203.0.113.0/24'] }, { pathSecret: SECRET, ip: null }, 'ip_not_allowed'],
    [{ addresses: ['203.0.113.0/24'] }, { ip: '198.51.100.1' }, 'unauthorized'],
  ])('%j, presented %j: %s', (receipts, presented, code) => {
    expect(codeOf(settingsOf(receipts), presented)).toBe(code);
  });

  const signed = (at: Date, text = body.toString()) => ({
    ...signatureHeaders([signingKey('whsec_AAAA')], 'msg_1', at, text),
  });

  it('checks a signature of Standard Webhooks, and its age', () => {
    const settings = settingsOf({ secretIn: 'none', signature: { kind: 'standard_webhooks', secret: 'hook' } });
    const now = new Date();
    const good = signed(now);
    expect(codeOf(settings, { headers: good })).toBeNull();
    expect(
      codeOf(settings, { headers: { ...good, 'webhook-signature': `v1,xx v1a,yy ${good['webhook-signature']}` } }),
    ).toBeNull();
    for (const headers of [
      {},
      signed(now, '{"a":2}'),
      { ...good, 'webhook-id': 'msg_2' },
      { ...good, 'webhook-signature': '' },
      signed(new Date(now.getTime() - 301_000)),
      signed(new Date(now.getTime() + 301_000)),
      { ...good, 'webhook-timestamp': 'now' },
    ]) {
      expect(codeOf(settings, { headers, pathSecret: SECRET })).toBe('unauthorized');
    }
  });

  it('checks an HMAC of the body in hexadecimal, as Messente sends it', () => {
    const settings = settingsOf({
      secretIn: 'none',
      signature: { kind: 'hmac_sha256_hex', header: 'X-Messente-Signature', secret: 'key' },
    });
    const mac = createHmac('sha256', 'api-key-password').update(body).digest('hex');
    expect(codeOf(settings, { headers: { 'x-messente-signature': mac.toUpperCase() } })).toBeNull();
    expect(codeOf(settings, { headers: { 'x-messente-signature': `${mac}0` } })).toBe('unauthorized');
    expect(codeOf(settings, {})).toBe('unauthorized');
  });

  it('accepts nothing for a carrier without a secret', () => {
    const settings = settingsOf({ signature: { kind: 'standard_webhooks', secret: 'lost' }, secretIn: 'none' });
    expect(codeOf(settings, { headers: signed(new Date()) })).toBe('unauthorized');
    const request = { target: '/', headers: { get: () => '' }, body, ip: null, pathSecret: '' };
    expect(() => requireCarrier(settingsOf({}), {}, request)).toThrow(/secret/);
  });
});
