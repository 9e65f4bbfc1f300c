import { describe, expect, test } from 'vitest';
import { schemaError } from '../database/translate-error';
import { routeSchema, whichRouteSchema } from './route-schema';
import { carrierName, carrierSlug, createCarrierSchema, updateCarrierSchemas } from './schema';

const SMPP = { kind: 'smpp', name: 'acme', settings: { host: 'a.example', systemId: 'x' }, secrets: { password: 'p' } };

/** Returns the messages of a failed parse by field; null when it succeeds. */
function problems(schema: typeof createCarrierSchema | typeof routeSchema | typeof carrierName, value: unknown) {
  const parsed = schema.safeParse(value);
  return parsed.success ? null : { ...schemaError(parsed.error).fields };
}

describe('names of carriers', () => {
  test.each(['a', '0', 'acme', 'acme-1', 'a--b', ' acme ', 'x'.repeat(40)])('%j is accepted', (name) => {
    expect(carrierName.parse(name)).toBe(name.trim());
  });

  test.each([
    ['', 'Enter a name.'],
    ['   ', 'Enter a name.'],
    ['Acme', 'Is it “acme”?'],
    ['Acme SMS GmbH', 'Is it “acme-sms-gmbh”?'],
    ['Žemaitija', 'Is it “zemaitija”?'],
    ['-acme-', 'Is it “acme”?'],
    ['acme_1', 'Is it “acme-1”?'],
    ['ACME', 'Is it “acme”?'],
    ['a/../b', 'Is it “a-b”?'],
    ['acme\u202e', 'Is it “acme”?'],
    ['x'.repeat(41), `Is it “${'x'.repeat(40)}”?`],
    ['---', 'beginning and ending with a letter or digit.'],
    ['北京', 'beginning and ending with a letter or digit.'],
    ['new', 'is the address of a page'],
    ['x'.repeat(100_000), 'Use 1 to 40'],
  ])('%j is refused with a fix', (name, fix) => {
    expect(Object.values(problems(carrierName, name) ?? {})).toEqual([expect.stringContaining(fix)]);
  });

  test.each([null, undefined, 5, {}, []])('%j is refused', (name) => {
    expect(problems(carrierName, name)).not.toBeNull();
  });

  test('a suggested name is a valid one', () => {
    for (const text of ['ÄÖÜ GmbH & Co. KG', '  …  a', 'ﬁrst', `${'x'.repeat(39)}-y`]) {
      expect(carrierName.safeParse(carrierSlug(text)).success).toBe(true);
    }
  });
});

describe('carriers', () => {
  test('have defaults', () => {
    expect(createCarrierSchema.parse(SMPP)).toMatchObject({
      ratePerSecond: null,
      unknownOutcome: 'resend',
      fallbackAfterSeconds: 60,
      settings: { port: 2775, binds: 1, window: 10 },
    });
  });

  test.each<[string, object, string]>([
    ['kind simulator', { kind: 'simulator' }, 'kind'],
    ['no kind', { kind: undefined }, 'kind'],
    ['rate 0', { ratePerSecond: 0 }, 'ratePerSecond'],
    ['rate 1.5', { ratePerSecond: 1.5 }, 'ratePerSecond'],
    ['rate as text', { ratePerSecond: '10' }, 'ratePerSecond'],
    ['rate NaN', { ratePerSecond: Number.NaN }, 'ratePerSecond'],
    ['rate Infinity', { ratePerSecond: Number.POSITIVE_INFINITY }, 'ratePerSecond'],
    ['fallback -1', { fallbackAfterSeconds: -1 }, 'fallbackAfterSeconds'],
    ['fallback of a week', { fallbackAfterSeconds: 604_800 }, 'fallbackAfterSeconds'],
    ['unknown outcome', { unknownOutcome: 'drop' }, 'unknownOutcome'],
    ['no password', { secrets: {} }, 'secrets.password'],
    ['no secrets', { secrets: undefined }, 'secrets'],
    ['password outside of ASCII', { secrets: { password: 'pä' } }, 'secrets.password'],
    ['password with NUL', { secrets: { password: 'p\0' } }, 'secrets.password'],
    ['another secret', { secrets: { password: 'p', token: 't' } }, 'secrets.token'],
    ['port 0', { settings: { ...SMPP.settings, port: 0 } }, 'settings.port'],
    ['port 65536', { settings: { ...SMPP.settings, port: 65_536 } }, 'settings.port'],
    ['no host', { settings: { systemId: 'x' } }, 'settings.host'],
    ['blank host', { settings: { host: ' ', systemId: 'x' } }, 'settings.host'],
    ['unknown setting', { settings: { ...SMPP.settings, pasword: 'p' } }, 'settings.pasword'],
    ['unknown field', { password: 'p' }, 'password'],
  ])('%s: refused, naming the field', (_, change, field) => {
    expect(Object.keys(problems(createCarrierSchema, { ...SMPP, ...change }) ?? {})).toEqual([field]);
  });

  test('a change without `seen` is refused', () => {
    expect(updateCarrierSchemas.smpp.safeParse({ name: 'acme', ratePerSecond: 5 }).success).toBe(false);
  });
});

describe('prefixes of routes', () => {
  test.each([
    ['372', '372'],
    ['+372', '372'],
    [' +372 55-', '37255'],
    ['', ''],
    ['٣٧٢', '372'],
    ['1', '1'],
    ['123456789012345', '123456789012345'],
  ])('%j is stored as %j', (prefix, stored) => {
    expect(routeSchema.parse({ carrier: 'acme', prefix }).prefix).toBe(stored);
  });

  test.each([
    ['00372', 'Leave out 00: a prefix begins with the country code, “372”.'],
    ['0372', 'Begin with the country code'],
    ['37x', 'Remove "x"'],
    ['372*', 'Remove "*"'],
    ['1234567890123456', 'Use at most 15 digits'],
    ['1'.repeat(1_000), 'Use at most 15 digits'],
    ['++372', 'Remove "+"'],
    ['-372\0', 'Remove NUL'],
  ])('%j is refused with a fix', (prefix, fix) => {
    expect(problems(routeSchema, { carrier: 'acme', prefix })?.prefix).toContain(
      fix.replace(/“(.)”$/, '$1').slice(0, 7),
    );
  });

  test.each<[string, unknown]>([
    ['priority', 0],
    ['priority', 101],
    ['priority', 1.5],
    ['weight', 0],
    ['weight', 1_001],
    ['environment', 'sandbox'],
    ['accountId', 'Acme'],
    ['sender', 'a name that is too long'],
    ['carrier', 5],
  ])('%s %j is refused', (field, value) => {
    expect(Object.keys(problems(routeSchema, { carrier: 'acme', [field]: value }) ?? {})).toEqual([field]);
  });

  test('null and blank optional fields are absent', () => {
    const parsed = routeSchema.parse({ carrier: 'acme', prefix: null, sender: ' ', accountId: '' });
    expect(parsed).toMatchObject({ prefix: '', sender: null, accountId: null, environment: 'live', priority: 1 });
  });
});

test('the recipient of the route tester may have separators', () => {
  expect(whichRouteSchema.parse({ to: ' +372 5555 5555' })).toMatchObject({ to: '+37255555555', from: null });
  expect(whichRouteSchema.safeParse({ to: 'home' }).success).toBe(false);
});
