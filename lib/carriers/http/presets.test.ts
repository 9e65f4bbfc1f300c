import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classify } from './classify';
import { PLACEHOLDERS } from './placeholders';
import { PRESETS } from './presets';
import { applyPreset } from './presets/preset';
import { renderRequest } from './request';
import { sampleSubmission } from './sample';
import { secretProblems } from './secrets';

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const DLR = 'https://sms.example.com/api/dlr/acme';
const ID = '01934000-0000-7000-8000-000000000000';

function made(name: string, inputs: Record<string, string>) {
  const preset = PRESETS.find((one) => one.name === name);
  if (!preset) throw new Error(`no preset ${name}`);
  const { settings, secrets } = applyPreset(preset, inputs);
  expect(secretProblems(settings, secrets)).toEqual({});
  if (secrets.dlr) secrets.dlr = 'S';
  const request = renderRequest(
    settings,
    secrets,
    { ...sampleSubmission(NOW_MS), text: 'Hi & ä' },
    { carrier: 'acme', publicUrl: 'https://sms.example.com', nowMs: NOW_MS },
  );
  const answered = (status: number, text: string) =>
    classify({ status, text, headers: {} }, settings, ID, new Date(NOW_MS));
  return { settings, request, answered };
}

const INPUTS: Record<string, Record<string, string>> = {
  kannel: { username: 'tester', password: 'foo bar' },
  twilio: { account_sid: 'AC1', auth_token: 'T' },
  messente: { username: 'u', password: 'p' },
  postern: { url: 'https://other.example.com/', api_key: 'K', webhook_secret: 'whsec_AAAA' },
};

describe('requests', () => {
  it('of Kannel’s sendsms', () => {
    const { request } = made('kannel', { ...INPUTS.kannel, smsc: 'A' });
    expect(request).toMatchObject({ method: 'GET', origin: 'http://127.0.0.1:13013', body: null });
    const url = new URL(request.target, request.origin);
    expect(url.pathname).toBe('/cgi-bin/sendsms');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      username: 'tester',
      password: 'foo bar',
      smsc: 'A',
      from: 'Postern',
      to: '+37255555555',
      text: 'Hi & ä',
      coding: '0',
      charset: 'UTF-8',
      validity: '1440',
      priority: '1',
      'dlr-mask': '19',
      'dlr-url': `${DLR}/S?message_id=${ID}&to=37255555555&type=%d&answer=%A`,
    });
  });

  it('of Twilio', () => {
    const { request } = made('twilio', INPUTS.twilio ?? {});
    expect(request).toMatchObject({
      method: 'POST',
      origin: 'https://api.twilio.com',
      target: '/2010-04-01/Accounts/AC1/Messages.json',
      headers: {
        authorization: `Basic ${Buffer.from('AC1:T').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(Object.fromEntries(new URLSearchParams(request.body ?? ''))).toEqual({
      To: '+37255555555',
      From: 'Postern',
      Body: 'Hi & ä',
      ValidityPeriod: '36000',
      StatusCallback: `${DLR}/S?message_id=${ID}`,
    });
    const service = made('twilio', { ...INPUTS.twilio, messaging_service_sid: 'MG1' }).request.body;
    expect(service).toContain('MessagingServiceSid=MG1');
    expect(service).not.toContain('From=');
  });

  it('of Messente', () => {
    const { request } = made('messente', INPUTS.messente ?? {});
    expect(request).toMatchObject({
      origin: 'https://api.messente.com',
      target: '/v1/omnimessage',
      headers: { authorization: `Basic ${btoa('u:p')}`, 'content-type': 'application/json' },
    });
    expect(JSON.parse(request.body ?? '')).toEqual({
      to: '+37255555555',
      messages: [{ channel: 'sms', sender: 'Postern', text: 'Hi & ä', validity: 1440, autoconvert: 'off' }],
      dlr_url: `${DLR}/S?message_id=${ID}`,
      priority: 'regular',
    });
  });

  it('of another Postern', () => {
    const { request } = made('postern', INPUTS.postern ?? {});
    expect(request).toMatchObject({
      origin: 'https://other.example.com',
      target: '/api/sms',
      headers: { 'x-api-key': 'K', 'idempotency-key': ID },
    });
    expect(JSON.parse(request.body ?? '')).toEqual({
      to: '+37255555555',
      from: 'Postern',
      text: 'Hi & ä',
      auto_replace: 'off',
      validity: 1440,
      priority: 'regular',
      reference: ID,
      dlr_url: `${DLR}?message_id=${ID}`,
    });
  });
});

describe('answers', () => {
  it.each<[string, number, string, object]>([
    ['kannel', 202, '0: Accepted for delivery', { kind: 'accepted', carrierMessageId: ID }],
    ['kannel', 202, '3: Queued for later delivery', { kind: 'accepted', carrierMessageId: ID }],
    ['kannel', 503, 'Temporal failure, try again later.', { kind: 'throttled' }],
    ['kannel', 403, 'Not routable. Do not try again.', { kind: 'rejected', errorCode: 'rejected_by_carrier' }],
    ['kannel', 403, 'Authorization failed for sendsms', { kind: 'refused' }],
    ['kannel', 200, '<html>sign in</html>', { kind: 'unknown' }],
    ['twilio', 201, '{"sid": "SM1", "status": "queued"}', { kind: 'accepted', carrierMessageId: 'SM1' }],
    ['twilio', 400, '{"code": 21211, "status": 400}', { kind: 'rejected', errorCode: 'invalid_recipient' }],
    ['twilio', 400, '{"code": 21611, "status": 400}', { kind: 'throttled' }],
    ['twilio', 401, '{"code": 20003, "status": 401}', { kind: 'refused' }],
    ['twilio', 429, '{"code": 20429, "status": 429}', { kind: 'throttled' }],
    ['twilio', 500, '', { kind: 'unknown' }],
    ['messente', 201, '{"omnimessage_id": "o1", "messages": []}', { kind: 'accepted', carrierMessageId: 'o1' }],
    ['messente', 400, '{"errors": [{"code": "105"}]}', { kind: 'rejected', detail: expect.stringContaining('105') }],
    ['messente', 401, '{"errors": [{"code": "103"}]}', { kind: 'refused' }],
    ['postern', 202, '{"id": "x"}', { kind: 'accepted', carrierMessageId: ID }],
    ['postern', 422, '{"code": "idempotency_key_reused"}', { kind: 'accepted', carrierMessageId: ID }],
    ['postern', 409, '{"code": "idempotency_key_in_use"}', { kind: 'throttled' }],
    ['postern', 422, '{"code": "invalid_fields"}', { kind: 'rejected', errorCode: 'rejected_by_carrier' }],
    ['postern', 401, '{"code": "unauthorized"}', { kind: 'refused' }],
    ['postern', 503, '{"code": "overloaded"}', { kind: 'throttled' }],
    ['postern', 302, '', { kind: 'refused' }],
  ])('%s: %i %s', (name, status, text, expected) => {
    expect(made(name, INPUTS[name] ?? {}).answered(status, text)).toMatchObject(expected);
  });
});

describe('inputs', () => {
  it.each(PRESETS.map((preset) => [preset.name, preset] as const))(
    'of %s are named when they are missing',
    (_, preset) => {
      const required = preset.inputs.filter((input) => !input.isOptional && !input.default).map(({ name }) => name);
      expect(() => applyPreset(preset, {})).toThrow(
        expect.objectContaining({
          code: 'invalid_fields',
          fields: Object.fromEntries(required.map((name) => [name, expect.any(String)])),
        }),
      );
    },
  );

  it('keep secrets out of the settings', () => {
    for (const preset of PRESETS) {
      const inputs = Object.fromEntries(
        preset.inputs.map(({ name, isSecret, default: own }) => [
          name,
          isSecret ? `hidden-${name}` : (own ?? 'https://x.example'),
        ]),
      );
      expect(JSON.stringify(applyPreset(preset, inputs).settings)).not.toContain('hidden-');
    }
  });

  it('cannot contain placeholders', () => {
    const [kannel] = PRESETS;
    expect(() => applyPreset(kannel as (typeof PRESETS)[0], { username: '{{text}}', password: 'p' })).toThrow(
      /username/,
    );
  });
});

it('the documentation lists every placeholder and preset', () => {
  const text = fs.readFileSync('docs/carriers-http.md', 'utf8');
  const names = [...PLACEHOLDERS.map(({ name }) => `{{${name}}}`), ...PRESETS.map(({ name }) => `| \`${name}\``)];
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
