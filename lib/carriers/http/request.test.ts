import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../testing/property';
import type { Submission } from '../carrier';
import { renderRequest } from './request';
import { sampleSubmission } from './sample';
import { type HttpSettingsInput, httpSettingsSchema } from './settings';

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const CONTEXT = { carrier: 'acme', publicUrl: 'https://sms.example.com', nowMs: NOW_MS };
const SECRETS = { key: 'k%1&2', dlr: 'a-secret-of-the-carrier' };

function render(
  settings: HttpSettingsInput,
  message: Partial<Submission> = {},
  secrets: Record<string, string> = SECRETS,
) {
  return renderRequest(
    httpSettingsSchema.parse(settings),
    secrets,
    { ...sampleSubmission(NOW_MS), ...message },
    CONTEXT,
  );
}

const query = (value: string, url = 'https://a.example/'): HttpSettingsInput => ({
  method: 'GET',
  url,
  body: { kind: 'query', fields: [{ name: 'v', value }] },
});
const form = (value: string): HttpSettingsInput => ({
  url: 'https://a.example/',
  body: {
    kind: 'form',
    fields: [
      { name: 'a', value },
      { name: 'b', value: 'end' },
    ],
  },
});
const json = (document: unknown): HttpSettingsInput => ({
  url: 'https://a.example/',
  body: { kind: 'json', template: JSON.stringify(document) },
});
const xml = (template: string): HttpSettingsInput => ({
  url: 'https://a.example/',
  body: { kind: 'raw', contentType: 'text/xml', template },
});

/** Any text, with those that end a place in some syntax more often. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...'&=?#/\\%+;"\'<>{}[],:\r\n\t\0 .', '\ud83d', '\u2028', '€', '%2e', '{{text}}'),
  }),
);
const property = (check: (text: string) => void) =>
  fc.assert(fc.property(anyText, check), { seed: 15, numRuns: runs(200, 5_000) });

describe('values of placeholders', () => {
  it.each<[string, string]>([
    ['{{recipient}}', '+37255555555'],
    ['{{recipient_digits}}', '37255555555'],
    ['{{sender}}', 'Postern'],
    ['{{sender_digits}}', 'Postern'],
    ['{{text_hex_ucs2}}', '00480069'],
    ['{{message_id}}', '01934000-0000-7000-8000-000000000000'],
    ['{{encoding}} {{coding}}', 'gsm7 0'],
    ['{{segments}} {{priority}} {{priority_name}}', '1 1 regular'],
    ['{{validity_minutes}} {{validity_seconds}}', '1440 86400'],
    ['{{valid_until}}', '2026-11-29T12:00:00.000Z'],
    ['{{attempt}} {{possible_duplicate}}', '1 0'],
    ['{{secret.key}}', 'k%1&2'],
    [
      '{{dlr_url}}',
      'https://sms.example.com/api/dlr/acme/a-secret-of-the-carrier?message_id=01934000-0000-7000-8000-000000000000',
    ],
  ])('%s is %s', (template, value) => {
    const { body } = render(json({ v: template }), { text: 'Hi' });
    expect(JSON.parse(body ?? '')).toEqual({ v: value });
  });

  it('rounds the validity up, to 1 minute at least and to the limit of the carrier', () => {
    const minutes = (ms: number) => {
      const settings = {
        ...json(['{{validity_minutes:number}}', '{{validity_seconds:number}}']),
        maxValidityMinutes: 600,
      };
      return JSON.parse(render(settings, { validUntil: new Date(NOW_MS + ms) }).body ?? '');
    };
    expect([minutes(-1), minutes(1), minutes(60_001), minutes(1e9)]).toEqual([
      [1, 60],
      [1, 60],
      [2, 120],
      [600, 36_000],
    ]);
  });

  it.each(['path', 'header', 'query', 'none'] as const)('puts the secret of receipts into the %s', (secretIn) => {
    const receipts = { secretIn, enabled: false };
    const url = JSON.parse(render({ ...json(['{{dlr_url}}']), receipts }).body ?? '')[0] as string;
    expect(url.includes('a-secret')).toBe(secretIn === 'path' || secretIn === 'query');
    expect(new URL(url).searchParams.get('message_id')).toBe('01934000-0000-7000-8000-000000000000');
    expect(url).not.toContain('%');
  });
});

describe('optional fields', () => {
  it('are left out when empty: parameters, form fields, headers, JSON members and items', () => {
    const none = { sender: null };
    expect(render(query('{{sender?}}'), none).target).toBe('/');
    expect(render(query('{{sender}}'), none).target).toBe('/?v=');
    expect(render(form('{{sender?}}'), none).body).toBe('b=end');
    const headers = [{ name: 'X-From', value: 'from {{sender?}}' }];
    expect(render({ ...json({}), headers }, none).headers).not.toHaveProperty('x-from');
    expect(render({ ...json({}), headers }).headers).toHaveProperty('x-from', 'from Postern');
    const document = { from: '{{sender?}}', list: ['{{sender?}}', { a: '{{sender?}}' }] };
    expect(JSON.parse(render(json(document), none).body ?? '')).toEqual({ list: [{}] });
  });
});

describe('no text can leave its place', () => {
  it('in the path of the URL', () => {
    property((text) => {
      let target: string;
      try {
        target = render(query('end', 'https://a.example/x/{{text}}/y'), { text }).target;
      } catch (error) {
        expect((error as Error).name).toBe('RenderError');
        expect(['', '.', '..']).toContain(text);
        return;
      }
      const url = new URL(`https://a.example${target}`);
      expect(url.href).toBe(`https://a.example${target}`);
      expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'x', text.toWellFormed(), 'y']);
      expect([...url.searchParams]).toEqual([['v', 'end']]);
    });
  });

  it('in the query, whether in the URL or as a field', () => {
    property((text) => {
      const { origin, target } = render(query('{{text}}', 'https://a.example/?u={{text}}&w=1'), { text });
      const url = new URL(origin + target);
      expect(url.href).toBe(origin + target);
      const wellFormed = text.toWellFormed();
      expect([...url.searchParams]).toEqual([
        ['u', wellFormed],
        ['w', '1'],
        ['v', wellFormed],
      ]);
    });
  });

  it('in a form', () => {
    property((text) => {
      const { body } = render(form('<{{text}}>'), { text });
      expect([...new URLSearchParams(body ?? '')]).toEqual([
        ['a', `<${text.toWellFormed()}>`],
        ['b', 'end'],
      ]);
    });
  });

  it('in JSON', () => {
    property((text) => {
      const { body } = render(json({ a: '"{{text}}', b: [1, null, '{{text}}'] }), { text });
      const wellFormed = text.toWellFormed();
      expect(JSON.parse(body ?? '')).toEqual({ a: `"${wellFormed}`, b: [1, null, wellFormed] });
    });
  });

  it('in XML', () => {
    property((text) => {
      let body: string | null;
      try {
        ({ body } = render(xml('<a b="{{text}}">{{text}}</a>'), { text }));
      } catch (error) {
        expect((error as Error).message).toMatch(/which XML cannot contain/);
        return;
      }
      expect(body).toMatch(/^<a b="[^<>"]*">[^<>]*<\/a>$/);
      expect(body?.replace(/&(amp|lt|gt|quot|apos|#9|#10|#13);/g, '')).not.toContain('&');
    });
  });

  it('in a header', () => {
    property((text) => {
      const settings = { ...json({}), headers: [{ name: 'X-Text', value: 'a {{text}}' }] };
      try {
        expect(render(settings, { text }).headers['x-text']).toMatch(/^[\x20-\x7e\t]*$/);
      } catch (error) {
        expect((error as Error).message).toMatch(/\{\{text\}\} has .*, which no header can contain/);
        expect(text).toMatch(/[^\x20-\x7e\t]/);
      }
    });
  });
});

it.each(['.', '..', ''])('refuses %j as a segment of the path', (text) => {
  expect(() => render(query('x', 'https://a.example/a/{{text}}'), { text })).toThrow(/path/);
  expect(render(query('x', 'https://a.example/a/b{{text}}'), { text: text || '-' }).target).toMatch(/^\/a\/b/);
});

it('refuses a value that completes a segment of dots', () => {
  for (const url of ['https://a.example/.{{text}}', 'https://a.example/{{text}}%2e/x']) {
    expect(() => render(query('x', url), { text: '.' })).toThrow('consists of dots');
  }
});

it('replaces secrets by asterisks in previews, everywhere', () => {
  const settings = httpSettingsSchema.parse({
    ...json(['{{secret.key}}', '{{dlr_url}}']),
    url: 'https://a.example/{{secret.key}}?k={{secret.key}}',
    headers: [{ name: 'X-Key', value: '{{secret.key}}' }],
    basicAuth: { user: 'u', password: '{{secret.key}}' },
  });
  const request = renderRequest(settings, SECRETS, sampleSubmission(NOW_MS), CONTEXT, { mask: true });
  expect(request).toMatchObject({
    target: '/***?k=***',
    headers: { 'x-key': '***', authorization: 'Basic ***' },
    body: '["***","https://sms.example.com/api/dlr/acme/***?message_id=01934000-0000-7000-8000-000000000000"]',
  });
});

it.each<[HttpSettingsInput, string]>([
  [{ ...json({}), headers: [{ name: 'x', value: '{{secret.key}}' }] }, 'a\u00e9'],
  [xml('<a>{{secret.key}}</a>'), 'a\0'],
  [query('x', 'https://a.example/{{secret.key}}'), ''],
])('counts a secret that cannot be written as a mistake of the settings, and does not show it', (settings, key) => {
  expect(() => render(settings, {}, { key })).toThrow(
    expect.objectContaining({ name: 'RenderError', isSetup: true, message: expect.not.stringMatching(/U\+/) }),
  );
});

it('refuses a secret that the carrier does not have', () => {
  expect(() => render(json(['{{secret.other}}']))).toThrow('The carrier has no secret other.');
});
