import { describe, expect, test } from 'vitest';
import { credentialFileName, credentialText } from './credential-file';

const ORIGIN = 'https://sms.example.com';
const base = { id: '01900000-0000-7000-8000-000000000000', name: 'Shop' };

describe('the file of a credential', () => {
  test('contains an auth key', () => {
    const text = credentialText({ ...base, type: 'auth', key: 'k'.repeat(24) }, ORIGIN);
    expect(text).toContain(`API auth key: ${'k'.repeat(24)}\n`);
    expect(text).toContain('Kind: Auth key\n');
    expect(text).toContain('POST https://sms.example.com/api/sms');
  });

  test.each(['basic', 'hmac'] as const)('contains both halves of a %s pair', (type) => {
    const text = credentialText({ ...base, type, keyId: 'the-id', secret: 'the-secret' }, ORIGIN);
    expect(text).toContain('API key: the-id\nAPI secret: the-secret\n');
    expect(text.trimEnd().split('\n\n').at(-1)?.split('\n')).toHaveLength(3);
  });
});

test.each([
  ['Project X – SMS', 'api-key-project-x-sms.txt'],
  ['../../etc/passwd', 'api-key-etc-passwd.txt'],
  ['Δοκιμή', 'api-key.txt'],
])('%s is saved as %s', (name, file) => {
  expect(credentialFileName(name)).toBe(file);
});
