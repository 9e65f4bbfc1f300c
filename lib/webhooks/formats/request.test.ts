import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { WebhookFormat } from '../endpoints/schema';
import { newSigningSecret, signingKey } from '../signature';
import { placeholderProblem } from './placeholders';
import { type Destination, type ReportRequest, requestOf } from './request';

const SECRET = newSigningSecret();
const AT = new Date();
const ID = '01a2246d-aa27-7000-b763-df7276e3f1d8';

const DATA = {
  ...{ id: '3e28ec48-d620-4191-a96e-d91ba8ecc949', reference: 'order 7', to: '+3725555555', from: 'MySender' },
  ...{ status: 'delivered', error: null, segments: 2, encoding: 'gsm7', environment: 'live', sequence: 3 },
  ...{ possible_duplicate: false, metadata: { shop: 'a&b' } },
  ...{ occurred_at: '2020-02-04T08:09:42.389Z', created_at: '2020-02-04T08:09:01.000Z' },
};
const RECEIVED = {
  ...{ id: DATA.id, from: '00372555', to: '+37255500001', text: 'WIN  a/b?c&d', encoding: 'ucs2', segments: 1 },
  ...{ missing_segments: 0, keyword: 'WIN', received_at: DATA.occurred_at },
};

const report = (data: object = {}) => ({
  ...{ id: ID, accountId: 'acc-1' },
  body: JSON.stringify({
    type: `message.${(data as { status?: string }).status ?? DATA.status}`,
    timestamp: DATA.occurred_at,
    data: { ...DATA, ...data },
  }),
});
const received = {
  ...{ id: ID, accountId: 'acc-1' },
  body: JSON.stringify({ type: 'message.received', timestamp: DATA.occurred_at, data: RECEIVED }),
};

const destination = (format: WebhookFormat, url = 'https://example.com/dlr?x=1'): Destination => ({
  ...{ url: new URL(url), format, keys: [signingKey(SECRET)], secret: SECRET, headers: {} },
});

function send(format: WebhookFormat, url?: string, stored = report()): ReportRequest {
  return requestOf(stored, destination(format, url), AT, 'Postern/1');
}

const jsonOf = ({ body }: ReportRequest) => JSON.parse(body) as Record<string, unknown>;

describe('every format', () => {
  it.each(['standard', 'messente', 'messagemedia', 'form', 'query'] as const)(
    '%s verifies with the library',
    (format) => {
      for (const stored of [report(), report({ status: 'expired', error: { code: 'x', title: 'y' } }), received]) {
        const request = send(
          format,
          'https://example.com/dlr?to=%P&text=%a',
          stored.body.includes('text') ? stored : stored,
        );
        const isText = format === 'form' || format === 'query';
        const signed = format === 'query' ? request.path : request.body;
        new Webhook(SECRET).verify(signed, request.headers, { jsonParse: !isText });
        expect(request.headers['webhook-id']).toBe(ID);
      }
    },
  );

  it('has the headers of the customer, which do not replace those of the signature', () => {
    const to = { ...destination('standard'), headers: { 'x-token': 't', 'webhook-id': 'forged', 'user-agent': 'me' } };
    const { headers } = requestOf(report(), to, AT, 'Postern/1');
    expect(headers).toMatchObject({ 'x-token': 't', 'webhook-id': ID, 'user-agent': 'Postern/1' });
  });
});

it('standard posts the stored bytes', () => {
  expect(send('standard')).toMatchObject({
    ...{ method: 'POST', origin: 'https://example.com', path: '/dlr?x=1', body: report().body },
    headers: { 'content-type': 'application/json' },
  });
});

describe('messente', () => {
  it('has the body of Messente’s documentation and its signature', () => {
    const stored = report({ occurred_at: '2020-02-04T08:09:42.389Z' });
    const to = { ...destination('messente'), secret: 'api-key-password' };
    const request = requestOf(stored, to, AT, 'Postern/1');
    expect(request.body).toBe(
      '{"status":"DELIVRD","sender":"MySender","err":0,"message_id":"3e28ec48-d620-4191-a96e-d91ba8ecc949",' +
        '"to":"+3725555555","channel":"sms","error":null,"omnimessage_id":"3e28ec48-d620-4191-a96e-d91ba8ecc949",' +
        '"timestamp":"2020-02-04T08:09:42.389000"}',
    );
    // Computed with `openssl dgst -sha256 -hmac api-key-password`.
    expect(request.headers['x-messente-signature']).toBe(
      'a4c2fc8eeb9f4ac809ee4f699515de7c50c6df5cd3e1927b939dab54c9ff02a1',
    );
  });

  it.each([
    ['submitted', 'ACK', 0, null],
    ['buffered', 'ACCEPTD', 0, null],
    ['undelivered', 'UNDELIV', 1, 'Delivery failure'],
    ['expired', 'EXPIRED', 2, 'Sending message expired'],
    ['rejected', 'REJECTD', 1, 'Delivery failure'],
    ['unknown', 'UNKNOWN', 999, 'General temporary error'],
    ['cancelled', 'DELETED', 1, 'Delivery failure'],
    ['a status of the future', 'UNKNOWN', 1, 'Delivery failure'],
  ])('%s is %s with err %d', (status, expected, err, error) => {
    expect(jsonOf(send('messente', undefined, report({ status })))).toMatchObject({ status: expected, err, error });
  });

  it('posts a received message as the inbound callback', () => {
    expect(jsonOf(send('messente', undefined, received))).toEqual({
      ...{ msg_id: DATA.id, sub_msg_id: DATA.id, channel: 'sms', recipient: '+37255500001', sender: '00372555' },
      ...{ time: DATA.occurred_at, text: 'WIN  a/b?c&d' },
    });
  });
});

describe('messagemedia', () => {
  it('has the fields of its delivery report', () => {
    expect(jsonOf(send('messagemedia'))).toEqual({
      ...{ callback_url: 'https://example.com/dlr?x=1', delivery_report_id: ID, source_number: '+3725555555' },
      ...{ date_received: DATA.occurred_at, status: 'delivered', delay: 0, billing_units: 2 },
      ...{ submitted_date: DATA.created_at, original_text: '', message_id: DATA.id, error_code: '220' },
      ...{ vendor_account_id: { vendor_id: 'Postern', account_id: 'acc-1' }, metadata: { shop: 'a&b' } },
    });
  });

  it.each([
    ['submitted', 'submitted', '200'],
    ['buffered', 'enroute', '211'],
    ['undelivered', 'failed', '400'],
    ['expired', 'expired', '401'],
    ['rejected', 'rejected', '402'],
    ['unknown', 'failed', '330'],
    ['cancelled', 'failed', '405'],
  ])('%s is %s with code %s', (status, expected, code) => {
    expect(jsonOf(send('messagemedia', undefined, report({ status })))).toMatchObject({
      ...{ status: expected, error_code: code },
    });
  });

  it('posts a received message as a reply', () => {
    expect(jsonOf(send('messagemedia', undefined, received))).toMatchObject({
      ...{ reply_id: ID, message_id: DATA.id, source_number: '00372555', destination_number: '+37255500001' },
      content: 'WIN  a/b?c&d',
    });
  });
});

const RECEIPT = `id:${DATA.id} sub:002 dlvrd:002 submit date:2002040809 done date:2002040809 stat:DELIVRD err:000 text:`;

describe('query and form', () => {
  it.each([
    ['type=%d&to=%P&from=%p', 'type=1&to=%2B3725555555&from=MySender'],
    ['%A', encodeURIComponent(RECEIPT)],
    ['t=%t&T=%T', 't=2020-02-04%2008%3A09%3A42&T=1580803782'],
    ['%I/%F', `${DATA.id}/${DATA.id}`],
    ['%c%C', '0UTF-8'],
    ['%n', 'order%207'],
    ['%D', encodeURIComponent('?postern?shop=a%26b')],
    ['%i%f%u%m%a%b%k', ''],
    ['100%%&%25&%41&%C3%A9', '100%25&%25&%41&%C3%A9'],
    ['%z&%', '%25z&%25'],
  ])('fills %s', (pattern, expected) => {
    const query = send('query', `https://example.com/a?${pattern}`);
    expect(query).toMatchObject({ method: 'GET', body: '' });
    const [, sent = ''] = query.path.split('?');
    const form = send('form', `https://example.com/a?${pattern}`);
    expect(form).toMatchObject({ method: 'POST', path: '/a' });
    expect(form.headers['content-type']).toBe('application/x-www-form-urlencoded');
    // Without a known placeholder, all fields follow.
    expect(sent.startsWith(expected)).toBe(true);
    expect(form.body.startsWith(expected)).toBe(true);
  });

  it.each([
    ['delivered', 1],
    ['undelivered', 2],
    ['expired', 2],
    ['unknown', 2],
    ['cancelled', 2],
    ['buffered', 4],
    ['submitted', 8],
    ['rejected', 16],
  ])('reports %s as %d, as Kannel does', (status, value) => {
    expect(send('query', 'https://example.com/?d=%d', report({ status })).path).toBe(`/?d=${value}`);
  });

  it('fills a received message', () => {
    const path = '/%k/%p?q=%q&all=%a&raw=%b&rest=%r&d=%d&c=%c';
    expect(send('query', `https://example.com${path}`, received).path).toBe(
      '/WIN/00372555?q=%2B372555&all=WIN%20a%2Fb%3Fc%26d&raw=WIN%20%20a%2Fb%3Fc%26d&rest=a%2Fb%3Fc%26d&d=0&c=2',
    );
  });

  it('adds all fields where the URL has no placeholder', () => {
    const { path } = send('query', 'https://example.com/dlr?shop=1');
    const { pathname, searchParams } = new URL(`https://example.com${path}`);
    expect(pathname).toBe('/dlr');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ shop: '1', type: 'message.delivered', status: 'delivered', to: '+3725555555', sequence: '3' },
      ...{ reference: 'order 7', 'metadata[shop]': 'a&b', possible_duplicate: 'false' },
    });
    const form = send('form', 'https://example.com/dlr', received);
    expect(Object.fromEntries(new URLSearchParams(form.body))).toMatchObject({
      ...{ type: 'message.received', text: 'WIN  a/b?c&d', keyword: 'WIN', from: '00372555' },
    });
  });

  it('keeps any value in its place', () => {
    const anything = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(anything, anything, (from, reference) => {
        const stored = report({ from, reference });
        const { path, origin } = send('query', 'https://example.com/a/%p/b?from=%p&n=%n&end=1', stored);
        const url = new URL(origin + path);
        expect(url.origin).toBe('https://example.com');
        expect(url.searchParams.get('from')).toBe(from.toWellFormed());
        expect(url.searchParams.get('n')).toBe(reference.toWellFormed());
        expect(url.searchParams.get('end')).toBe('1');
        if (!/^\.{1,2}$/.test(from)) expect(path.split('?')[0]?.split('/')).toHaveLength(4);
        expect(path).toMatch(/^[!-~]+$/);
      }),
      { seed: 16, numRuns: 300 },
    );
  });
});

describe('placeholderProblem', () => {
  it.each([
    ['https://example.com/?a=%d&b=%P', 'query', null],
    ['https://example.com/%p', 'form', null],
    ['https://example.com/?a=%z', 'query', 'instead of %z'],
    ['https://example.com/?a=%', 'form', 'instead of %'],
    ['https://example.com/?a=%d', 'standard', 'only with the formats query and form'],
    ['https://example.com/%P', 'messente', 'only with the formats query and form'],
    ['https://example.com/?a=100%', 'standard', 'write a percent sign as %25'],
    ['https://example.com/?a=%20%C3%A9', 'standard', null],
    ['https://example.com/é?ü=%25', 'messagemedia', null],
  ])('%s with %s: %s', (url, format, problem) => {
    const found = placeholderProblem(new URL(url), format);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });
});
