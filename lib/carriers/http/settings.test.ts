import { describe, expect, it } from 'vitest';
import { secretNames, secretProblems, withoutSecrets } from './secrets';
import { type HttpSettingsInput, httpSettingsSchema } from './settings';

const BASE: HttpSettingsInput = { url: 'https://a.example/send', body: { kind: 'form', fields: [] } };

function problems(settings: object): string[] {
  const { error } = httpSettingsSchema.safeParse({ ...BASE, ...settings });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('httpSettingsSchema', () => {
  it('has defaults for everything but URL and body, and accepts its own output', () => {
    const settings = httpSettingsSchema.parse(BASE);
    expect(settings).toMatchObject({
      method: 'POST',
      concurrency: 10,
      timeoutSeconds: 30,
      receipts: { enabled: false },
    });
    expect(httpSettingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it.each<[string, object, string]>([
    [
      'a placeholder in the URL',
      { url: 'https://a.example/{{recipent}}' },
      'url: There is no placeholder {{recipent}}. Did you mean {{recipient}}?',
    ],
    [
      'one in a header',
      { headers: [{ name: 'X-A', value: '{{tex}}' }] },
      'headers.0.value: There is no placeholder {{tex}}. Did you mean {{text}}?',
    ],
    [
      'one in a form',
      { body: { kind: 'form', fields: [{ name: 'a', value: '{{to}}' }] } },
      'body.fields.0.value: There is no placeholder {{to}}. Did you mean {{recipient}}?',
    ],
    [
      'one in JSON',
      { body: { kind: 'json', template: '{"a":"{{sendr}}"}' } },
      'body.template: /a: There is no placeholder {{sendr}}. Did you mean {{sender}}?',
    ],
    [
      'one in XML',
      { body: { kind: 'raw', contentType: 'text/xml', template: '<a>{{txt}}</a>' } },
      'body.template: There is no placeholder {{txt}}. Did you mean {{text}}?',
    ],
    [
      'one in the password',
      { basicAuth: { user: 'u', password: '{{password}}' } },
      'basicAuth.password: There is no placeholder {{password}}.',
    ],
    [
      'a line break in a header',
      { headers: [{ name: 'X-A', value: 'a\r\nb' }] },
      'headers.0.value: Remove U+000D (carriage return)',
    ],
    [
      'a header of the connection',
      { headers: [{ name: 'Content-Length', value: '1' }] },
      'headers.0.name: Remove content-length',
    ],
    [
      'a header twice',
      {
        headers: [
          { name: 'X-A', value: '1' },
          { name: 'x-a', value: '2' },
        ],
      },
      'headers.1.name: The header x-a appears twice',
    ],
    [
      'a header name with a colon',
      { headers: [{ name: 'X: A', value: '1' }] },
      'headers.0.name: Enter the name of a header',
    ],
    ['GET with a body', { method: 'GET' }, 'body.kind: GET has no body.'],
    ['statuses', { accepted: { statuses: '2xx' } }, 'accepted.statuses: Enter HTTP statuses'],
    ['a range in reverse', { rejected: { statuses: '499-400' } }, 'rejected.statuses: Enter HTTP statuses'],
    [
      'a pointer without a slash',
      { accepted: { id: { from: 'json', path: 'id' } } },
      'accepted.id.path: Enter a JSON Pointer',
    ],
    [
      'a condition without a value',
      { rejected: { conditions: [{ value: { from: 'body' } }] } },
      'rejected.conditions.0.values: Enter at least one value',
    ],
    [
      'an error code of ours that does not exist',
      { errorCodes: [{ code: '1', meaning: 'x' }] },
      'errorCodes.0.meaning: Choose one of absent_subscriber',
    ],
    ['an address', { receipts: { addresses: ['10.0.0.0/8', '10.1'] } }, 'receipts.addresses.1: Enter an IP address'],
    [
      'a status of ours that receipts cannot have',
      { receipts: { statuses: [{ word: 'x', status: 'queued' }] } },
      'receipts.statuses.0.status: Choose one of submitted',
    ],
    [
      'receipts without any secret',
      { receipts: { enabled: true, secretIn: 'none' } },
      'receipts.secretIn: Choose path, header or query',
    ],
    ['too many requests at a time', { concurrency: 201 }, 'concurrency: Enter at most 200'],
    ['no time', { timeoutSeconds: 0 }, 'timeoutSeconds: Enter at least 1'],
    ['a field that does not exist', { speed: 1 }, ': There is no such field.'],
  ])('names the problem of %s', (_, settings, expected) => {
    expect(problems(settings).map((problem) => problem.slice(0, expected.length))).toEqual([expected]);
  });

  it('normalizes addresses', () => {
    const { receipts } = httpSettingsSchema.parse({
      ...BASE,
      receipts: { addresses: ['203.0.113.7/24', '::ffff:10.0.0.1'] },
    });
    expect(receipts.addresses).toEqual(['203.0.113.0/24', '10.0.0.1']);
  });
});

describe('secrets', () => {
  const settings = httpSettingsSchema.parse({
    ...BASE,
    url: 'https://a.example/{{secret.one}}',
    headers: [{ name: 'a', value: '{{secret.two}}' }],
    body: { kind: 'json', template: '[{"a": ["{{secret.three}}", "{{secret.one}}"]}]' },
    receipts: { enabled: true },
  });

  it('are those that templates and receipts name', () => {
    expect(secretNames(settings)).toEqual(['one', 'two', 'three', 'dlr']);
    const secrets = { one: '1', two: '', dlr: 'too%short' };
    expect(Object.keys(secretProblems(settings, secrets))).toEqual(['two', 'three', 'dlr']);
    expect(secretProblems(settings, { one: '1', two: '2', three: '3', dlr: 'x'.repeat(16) })).toEqual({});
  });

  it('are removed from what a carrier answered', () => {
    expect(withoutSecrets('pw=p%20w%26&x=p w&, ok', { a: 'p w&', b: 'ok' })).toBe('pw=***&x=***, ok');
  });
});
