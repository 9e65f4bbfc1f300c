import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../base/errors';
import { STORABLE } from '../../base/storable-text';
import { runs } from '../../testing/property';
import { type Callback, readCallback } from './callback';
import { parseCallback } from './callback-fields';
import { PRESETS } from './presets';
import { applyPreset } from './presets/preset';
import { type HttpSettings, type HttpSettingsInput, httpSettingsSchema } from './settings';

const SECRET = 'a-secret-of-the-carrier';
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

function settingsOf(receipts: HttpSettingsInput['receipts'], more: Partial<HttpSettingsInput> = {}): HttpSettings {
  return httpSettingsSchema.parse({
    url: 'https://a.example/',
    body: { kind: 'form', fields: [] },
    receipts: { enabled: true, ...receipts },
    ...more,
  });
}

function preset(name: string): HttpSettings {
  const found = PRESETS.find((one) => one.name === name);
  const inputs = { url: 'https://a.example', username: 'u', password: 'p', account_sid: 'A', auth_token: 't' };
  return applyPreset(found as (typeof PRESETS)[0], { ...inputs, api_key: 'k', webhook_secret: 'whsec_AAAA' }).settings;
}

type Sent = { query?: string; body?: string; contentType?: string | null };

function read(settings: HttpSettings, { query = '', body = '', contentType = null }: Sent): Callback {
  const target = `/api/dlr/acme/${SECRET}${query === '' ? '' : `?${query}`}`;
  const content = parseCallback({ target, contentType, body }, settings.receipts.list);
  return readCallback(content, settings, { dlr: SECRET });
}

describe('receipts', () => {
  it.each<[string, HttpSettings, Sent, object]>([
    [
      'Kannel',
      preset('kannel'),
      { query: 'message_id=m1&type=1&answer=id%3A5+stat%3ADELIVRD' },
      { carrierMessageId: 'm1', status: 'delivered', errorCode: null },
    ],
    [
      'Kannel: rejected by the SMSC, with an answer that is not UTF-8',
      preset('kannel'),
      { query: 'message_id=m1&type=16&answer=NACK%2F%E4%' },
      { carrierMessageId: 'm1', status: 'rejected', errorCode: 'rejected_by_carrier' },
    ],
    [
      'Twilio',
      preset('twilio'),
      {
        contentType: `${FORM}; charset=UTF-8`,
        body: 'MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003&To=%2B37255555555&From=%2B1&SmsStatus=undelivered',
        query: 'message_id=m1',
      },
      { carrierMessageId: 'SM1', status: 'undelivered', errorCode: 'absent_subscriber', recipient: '+37255555555' },
    ],
    [
      'Messente',
      preset('messente'),
      {
        contentType: JSON_TYPE,
        body: '{"status":"DELIVRD","sender":"MySender","err":0,"message_id":"3e28","to":"+3725555555","channel":"sms","error":null,"omnimessage_id":"d724","timestamp":"2020-02-04T08:09:42.389630"}',
      },
      { carrierMessageId: 'd724', status: 'delivered', errorCode: null, recipient: '+3725555555' },
    ],
    [
      'another Postern',
      preset('postern'),
      {
        contentType: JSON_TYPE,
        body: '{"type":"message.expired","timestamp":"x","data":{"id":"u1","status":"expired","to":"+3725","error_code":"validity_expired","reference":"m1"}}',
        query: 'message_id=m1',
      },
      { carrierMessageId: 'm1', status: 'expired', errorCode: 'validity_expired' },
    ],
    [
      'JSON with a number for the id and without a content type',
      settingsOf({ fields: { id: 'id', status: 'state' } }),
      { body: '{"id":12345678901234567890,"state":"Delivered"}' },
      { carrierMessageId: '12345678901234567890', status: 'delivered' },
    ],
    [
      'JSON behind a byte order mark',
      settingsOf({}),
      { body: '\uFEFF{"id":"7","status":"read"}' },
      { status: 'delivered' },
    ],
    ['a form without a content type', settingsOf({}), { body: 'id=7&status=EXPIRED' }, { status: 'expired' }],
    [
      'the id in the query, the status in the body',
      settingsOf({}),
      { query: 'id=7', body: '{"status":"read"}' },
      { carrierMessageId: '7' },
    ],
    ['the same value twice', settingsOf({}), { query: 'id=7&id=7&status=&status=sent' }, { status: 'submitted' }],
    [
      'blanks around a value',
      settingsOf({}),
      { query: 'id=%207%20&status=%20seen' },
      { carrierMessageId: '7', status: 'delivered' },
    ],
  ])('of %s', (_, settings, sent, expected) => {
    const callback = read(settings, sent);
    expect(callback.receipts).toEqual([expect.objectContaining(expected)]);
    expect(callback).toMatchObject({ received: [], problems: {}, unknownWords: [] });
  });

  it.each<[string, HttpSettings, Sent, object]>([
    ['no id', preset('twilio'), { query: 'MessageStatus=sent' }, { MessageSid: 'The id of the message is missing.' }],
    [
      'a blank status',
      settingsOf({}),
      { query: 'id=1&status=%20' },
      { status: 'The status of the message is missing.' },
    ],
    [
      'an id that is an object',
      settingsOf({}),
      { body: '{"id":{},"status":"sent"}' },
      { id: expect.stringContaining('missing') },
    ],
    [
      'a pointer into nothing',
      preset('messente'),
      { body: '{"status":"ACK"}' },
      { omnimessage_id: expect.any(String) },
    ],
    ['two ids', settingsOf({}), { query: 'id=1&id=2&status=sent' }, { id: expect.stringContaining('more than once') }],
    [
      'a long id',
      settingsOf({}),
      { query: `id=${'x'.repeat(256)}&status=sent` },
      { id: expect.stringContaining('255') },
    ],
    ['NUL in the id', settingsOf({}), { query: 'id=a%00&status=sent' }, { id: expect.stringContaining('invalid') }],
  ])('with %s are refused, and the field is named', (_, settings, sent, problems) => {
    expect(read(settings, sent)).toMatchObject({ receipts: [], problems });
  });

  it('can be several: a list, or a list within the body; one that cannot be read does not affect the others', () => {
    const list = '[{"id":1,"status":"sent"},{"id":2},{"id":3,"status":"read"}]';
    for (const [settings, body] of [
      [settingsOf({}), list],
      [settingsOf({ list: '/data/reports' }), `{"data":{"reports":${list}}}`],
    ] as const) {
      const { receipts, problems } = read(settings, { body, contentType: JSON_TYPE });
      expect(receipts.map(({ carrierMessageId }) => carrierMessageId)).toEqual(['1', '3']);
      expect(problems).toEqual({ '1.status': 'The status of the message is missing.' });
    }
    expect(() => read(settingsOf({ list: '/data' }), { body: '{}' })).toThrow('There is no list here.');
  });

  it('with an unknown word are kept, without an effect', () => {
    const callback = read(settingsOf({}), { query: 'id=1&status=gone+fishing' });
    expect(callback).toMatchObject({ receipts: [{ status: 'submitted', raw: 'id=1&status=gone+fishing' }] });
    expect(callback.unknownWords).toEqual(['gone fishing']);
  });

  it('translate words by the settings first, in any case', () => {
    const settings = settingsOf({
      statuses: [
        { word: 'OK', status: 'delivered' },
        { word: 'sent', status: 'delivered' },
      ],
    });
    const statuses = ['ok', 'SENT', 'ENROUTE', 'Un-Delivered', 'un_known'].map(
      (word) => read(settings, { query: `id=1&status=${word}` }).receipts[0]?.status,
    );
    expect(statuses).toEqual(['delivered', 'delivered', 'submitted', 'undelivered', 'unknown']);
  });

  it('are shown as they arrived, without the secret, in at most 1,000 storable characters', () => {
    const [receipt] = read(settingsOf({ secretIn: 'query' }), {
      query: `secret=${SECRET}&id=1&status=sent&t=${'😀'.repeat(900)}`,
    }).receipts;
    expect(receipt?.raw).toMatch(/^secret=\*\*\*&id=1&status=sent&t=/);
    expect(receipt?.raw?.length).toBeLessThanOrEqual(1_000);
    const [json] = read(settingsOf({}), { body: '{"id":"1","status":"sent","t":"\\u0000\\ud800"}' }).receipts;
    expect(json?.raw).toMatch(STORABLE);
  });
});

describe('incoming messages', () => {
  it.each<[string, string, Sent, object]>([
    [
      'Kannel',
      'kannel',
      { query: 'from=%2B3725&to=1234&text=Hi%20%C3%A4&id=u1' },
      { from: '+3725', to: '1234', text: 'Hi ä', encoding: 'gsm7', carrierMessageId: 'u1' },
    ],
    [
      'Kannel: UCS-2 as it sends it',
      'kannel',
      {
        query: 'from=%2B3725&to=1234&text=%04%1F%04%40%048%042%045%04B%00+%D8%3D%DE%00&charset=UTF-16BE&id=u1',
      },
      { text: 'Привет 😀', encoding: 'ucs2' },
    ],
    [
      'Kannel: Latin-1',
      'kannel',
      { query: 'from=1&to=2&text=H%E4%2Blo+%25%zz&charset=iso-8859-1' },
      { text: 'Hä+lo %%zz', encoding: 'gsm7' },
    ],
    ['Kannel: a charset that does not exist', 'kannel', { query: 'from=1&to=2&text=%C3%A4&charset=x' }, { text: 'ä' }],
    [
      'Twilio',
      'twilio',
      { contentType: FORM, body: 'MessageSid=SM2&From=%2B1&To=%2B2&Body=%D0%B9&SmsStatus=received' },
      { from: '+1', to: '+2', text: 'й', encoding: 'ucs2' },
    ],
    [
      'Messente',
      'messente',
      {
        contentType: JSON_TYPE,
        body: '{"msg_id":"a","sender":"+3725","recipient":"123","text":" x ","channel":"sms"}',
      },
      { text: ' x ', carrierMessageId: 'a' },
    ],
    [
      'another Postern',
      'postern',
      { contentType: JSON_TYPE, body: '{"type":"message.received","data":{"id":"r","from":"+1","to":"2","text":""}}' },
      { text: '', part: null },
    ],
  ])('of %s', (_, name, sent, expected) => {
    expect(read(preset(name), sent)).toMatchObject({ receipts: [], received: [expected], problems: {} });
  });

  it('without a sender are refused', () => {
    expect(read(preset('twilio'), { query: 'Body=x&To=1' }).problems).toEqual({
      From: expect.stringContaining('missing'),
    });
  });

  it('keep a text that PostgreSQL cannot store, without its invalid characters', () => {
    const [message] = read(preset('messente'), {
      body: '{"sender":"1","recipient":"2","text":"a\\u0000b\\ud800"}',
    }).received;
    expect(message?.text).toBe('a\uFFFDb\uFFFD');
  });
});

it('never fails on anything but the documented errors', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string({ unit: fc.constantFrom(...'&=%[]{}":,\\ 0aid') }),
  );
  const type = fc.constantFrom(null, '', FORM, JSON_TYPE, 'text/plain', 'text/xml', ';', 'application/x+json');
  const settings = [...PRESETS.map(({ name }) => preset(name)), settingsOf({ list: '/a' })];
  fc.assert(
    fc.property(text, text, type, fc.constantFrom(...settings), (query, body, contentType, of) => {
      try {
        const { receipts, received } = read(of, { query, body, contentType });
        for (const { raw, carrierMessageId } of receipts) expect(`${raw}${carrierMessageId}`).toMatch(STORABLE);
        for (const message of received) expect(message.text).toMatch(STORABLE);
      } catch (error) {
        if (!isAppError(error)) throw error;
        expect(['malformed_json', 'unsupported_media_type', 'invalid_fields']).toContain(error.code);
      }
    }),
    { seed: 15, numRuns: runs(150, 10_000) },
  );
});
