import { describe, expect, test } from 'vitest';
import { newSigningSecret } from '../signature';
import { HEADER_MASK, maskedHeaders, parseHeaders, withStoredValues } from './headers';
import { createEndpointSchema, updateEndpointSchema } from './schema';
import { hintOfSecret, parseSecret } from './secret';

const base64 = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, i) => 255 - i)).toString('base64');

describe('a secret that the caller brings along', () => {
  test.each([
    [`whsec_${base64(24)}`, `whsec_${base64(24)}`],
    [`whsec_${base64(64)}`, `whsec_${base64(64)}`],
    [`  ${base64(32)}\n`, `whsec_${base64(32)}`],
    [`whsec_${base64(32).replaceAll('=', '')}`, `whsec_${base64(32)}`],
  ])('%j is stored as %j', (text, secret) => {
    expect(parseSecret(text, 'v1')).toEqual({ secret, problem: null });
  });

  test.each([
    ['too short', `whsec_${base64(23)}`],
    ['too long', `whsec_${base64(65)}`],
    ['empty', 'whsec_'],
    ['another prefix', `whsk_${base64(32)}`],
    ['upper-case prefix', `WHSEC_${base64(32)}`],
    ['twice', `whsec_whsec_${base64(32)}`],
    ['base64url', `whsec_${base64(32).replaceAll('+', '-').replaceAll('/', '_')}`],
    ['an invisible character', `whsec_\u200b${base64(32)}`],
    ['a blank inside', `whsec_${base64(32).slice(0, 9)} ${base64(32).slice(9)}`],
    ['bits after the last byte', `whsec_${base64(32).slice(0, -2)}${base64(32).at(-2) === 'B' ? 'C' : 'B'}=`],
    ['all bytes the same', `whsec_${Buffer.alloc(32, 7).toString('base64')}`],
    ['megabytes', 'A'.repeat(2_000_000)],
  ])('%s is refused without a quote of it', (_, text) => {
    const { secret, problem } = parseSecret(text, 'v1');
    expect(secret).toBeNull();
    expect(problem).not.toContain(text.slice(6, 20) || 'undefined');
  });

  test('of the signature v1a is an Ed25519 private key', () => {
    const pair = newSigningSecret('v1a');
    const seed = `whsk_${Buffer.from(pair.slice(5), 'base64').subarray(0, 32).toString('base64')}`;
    for (const text of [pair, seed]) expect(parseSecret(text, 'v1a')).toEqual({ secret: text, problem: null });
    const wrongPair = `whsk_${base64(64)}`;
    for (const text of [wrongPair, `whsec_${base64(32)}`, `whpk_${base64(32)}`, `whsk_${base64(31)}`]) {
      expect(parseSecret(text, 'v1a')).toMatchObject({ secret: null });
    }
    expect(parseSecret(pair, 'v1')).toMatchObject({ secret: null });
  });

  test('is identified by its last characters', () => {
    expect(hintOfSecret(`whsec_${base64(24)}`)).toBe(`whsec_…${base64(24).slice(-4)}`);
  });
});

describe('custom headers', () => {
  test('are trimmed', () => {
    expect(parseHeaders({ ' X-Token ': ' a b ' }).headers).toEqual({ 'X-Token': 'a b' });
  });

  test.each([
    ['Host', 'example.com'],
    ['content-LENGTH', '5'],
    ['Transfer-Encoding', 'chunked'],
    ['Webhook-Signature', 'v1,x'],
    ['Proxy-Authorization', 'x'],
    ['X-Messente-Signature', 'x'],
    ['', 'x'],
    ['X Token', 'x'],
    ['X-Tok\u200ben', 'x'],
    ['X-Tôken', 'x'],
    ['X:Y', 'x'],
    ['__proto__', 'x'],
    ['x'.repeat(101), 'x'],
    ['X-Token', ''],
    ['X-Token', ' '],
    ['X-Token', 'a\r\nHost: b'],
    ['X-Token', 'a\0b'],
    ['X-Token', 'ü'],
    ['X-Token', 'x'.repeat(1_001)],
  ])('refuses %j: %j without a quote of the value', (name, value) => {
    const { headers, problem } = parseHeaders(JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`));
    expect(headers).toBeNull();
    expect(problem).toMatch(/^Header 1: /);
    if (value.length > 1) expect(problem).not.toContain(value);
  });

  test('refuses a name twice and more than 10', () => {
    expect(parseHeaders({ 'X-A': '1', 'x-a': '2' }).problem).toMatch(/^Header 2: Use each name once/);
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`X-${i}`, '1']));
    expect(parseHeaders(many).problem).toBe('Use at most 10 headers.');
  });

  test('keep their stored value where the mask is written back', () => {
    const stored = { Authorization: 'Bearer 1', 'X-Old': '2' };
    expect(maskedHeaders(stored)).toEqual({ Authorization: HEADER_MASK, 'X-Old': HEADER_MASK });
    expect(withStoredValues({ authorization: HEADER_MASK, 'X-New': '3' }, stored)).toEqual({
      authorization: 'Bearer 1',
      'X-New': '3',
    });
    expect(withStoredValues({ 'X-Other': HEADER_MASK }, stored)).toBeNull();
  });
});

describe('the settings of an endpoint', () => {
  const base = { name: 'Shop', url: 'https://example.com/' };
  const fieldsOf = (input: object) => {
    const { error } = createEndpointSchema.safeParse({ ...base, ...input });
    return [...new Set(error?.issues.map(({ path }) => String(path[0])))];
  };

  test.each([
    ['name', ['', '  ', '\u200b', 'a\u202eb', 'x'.repeat(101), 5, null, ['a']]],
    ['url', [5, null, ['https://example.com/'], {}]],
    [
      'events',
      [
        [],
        'message.delivered',
        ['MESSAGE.DELIVERED'],
        ['message.delivered '],
        [5],
        Array(10).fill('message.delivered'),
      ],
    ],
    ['keyIds', ['x', ['x'], [5], Array(501).fill('01890a5d-ac96-774b-bcce-b302099a8057')]],
    ['enabled', ['true', 1, {}]],
    ['format', ['Standard', 'xml', 5, ['standard']]],
    ['signature', ['V1', 'v2', 5]],
    ['headers', ['X: 1', ['X'], { 'X-A': 5 }, { 'X-A': null }, { Host: 'x' }]],
    ['secret', [5, ['whsec_'], {}]],
  ])('%s refuses values of another form at its field', (field, values) => {
    for (const value of values) expect([value, fieldsOf({ [field]: value })]).toEqual([value, [field]]);
  });

  test('have defaults, and a change without them changes nothing', () => {
    expect(createEndpointSchema.parse({ ...base, format: '', secret: ' ', headers: null })).toMatchObject({
      ...{ keyIds: [], enabled: true, format: 'standard', signature: 'v1', headers: {}, secret: null },
      events: expect.arrayContaining(['message.delivered', 'message.cancelled']),
    });
    expect(updateEndpointSchema.parse({ id: 'x', name: '', url: ' ', events: null })).toEqual({ id: 'x' });
  });

  test('events are stored once, in one order', () => {
    const events = ['message.received', 'message.delivered', 'message.received'];
    expect(createEndpointSchema.parse({ ...base, events }).events).toEqual(['message.delivered', 'message.received']);
  });
});
