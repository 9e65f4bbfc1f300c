import { describe, expect, test } from 'vitest';
import { toAppError } from '../../database/translate-error';
import { rejectionSchema, requestFilterSchema, verificationSchema } from './schema';

const GOOD = {
  company: 'Acme Ltd',
  website: 'https://acme.example',
  contact: 'Ann Lee, +372 5555 5555',
  purpose: 'Codes for sign-in, to our own customers.',
  monthlyVolume: 'up_to_1000',
} as const;

/** Returns the schema's messages for GOOD with `changes`, by field. */
function problemsOf(changes: Record<string, unknown>): Record<string, string> {
  const parsed = verificationSchema.safeParse({ ...GOOD, ...changes });
  return parsed.success ? {} : (toAppError(parsed.error).fields ?? {});
}

describe('a request', () => {
  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ['a complete request', {}, {}],
    ['without website', { website: undefined }, {}],
    ['with an empty website', { website: '  ' }, {}],
    ['with a plain http website', { website: 'http://acme.example:8080/about?us=1' }, {}],
    ['with the longest texts', { company: 'x'.repeat(100), contact: 'x'.repeat(200), purpose: 'x'.repeat(2_000) }, {}],
    ['with the shortest purpose', { purpose: 'x'.repeat(20) }, {}],
    ['without company', { company: ' ' }, { company: 'Enter the name of your company or organization.' }],
    ['without any field', { company: undefined }, { company: 'Enter the name of your company or organization.' }],
    ['company too long', { company: 'x'.repeat(101) }, { company: 'Use at most 100 characters.' }],
    ['company with NUL', { company: 'A\0' }, { company: 'Remove U+0000 (NUL): it is invisible.' }],
    ['a bare host', { website: 'acme.example' }, { website: expect.stringContaining('https://example.com') }],
    ['a script', { website: 'javascript:alert(1)' }, { website: expect.stringContaining('https://example.com') }],
    ['another scheme', { website: 'ftp://acme.example' }, { website: expect.stringContaining('https://example.com') }],
    ['website with NUL', { website: 'https://acme.example/\0' }, { website: 'Remove U+0000 (NUL): it is invisible.' }],
    [
      'website too long',
      { website: `https://x.example/${'x'.repeat(500)}` },
      { website: 'Use at most 500 characters.' },
    ],
    ['no contact', { contact: '' }, { contact: expect.stringContaining('phone number or an e-mail') }],
    ['contact too long', { contact: 'x'.repeat(201) }, { contact: 'Use at most 200 characters.' }],
    ['purpose too short', { purpose: `  ${'x'.repeat(19)}  ` }, { purpose: expect.stringContaining('20 characters') }],
    ['purpose too long', { purpose: 'x'.repeat(2_001) }, { purpose: 'Use at most 2,000 characters.' }],
    ['without a volume', { monthlyVolume: '' }, { monthlyVolume: expect.stringContaining('Choose how many') }],
    ['an unknown volume', { monthlyVolume: '5' }, { monthlyVolume: expect.stringContaining('Choose how many') }],
  ])('%s', (_, changes, expected) => {
    expect(problemsOf(changes)).toEqual(expected);
  });

  test('is stored trimmed, an empty website as null', () => {
    expect(verificationSchema.parse({ ...GOOD, company: ' Acme Ltd ', website: '' })).toEqual({
      ...GOOD,
      website: null,
    });
    expect(verificationSchema.parse({ ...GOOD, website: ' https://acme.example ' })).toEqual(GOOD);
  });
});

test.each([
  ['x'.repeat(9), false],
  ['x'.repeat(10), true],
  ['x'.repeat(1_000), true],
  ['x'.repeat(1_001), false],
  [' '.repeat(20), false],
])('the reason of a rejection %#', (reason, good) => {
  expect(rejectionSchema.safeParse({ id: '01900000-0000-7000-8000-000000000000', reason }).success).toBe(good);
});

test('uses the default for an invalid filter', () => {
  const nonsense = { state: 'x', page: '-1' } as unknown as { page: number };
  expect(requestFilterSchema.parse(nonsense)).toEqual({ state: undefined, page: 1 });
});
