import fs from 'node:fs';
import os from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../base/errors';
import { clientAddress } from '../network/address';
import { parseEnv, SETTINGS } from './env';

const RING = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const NEEDED = { DATABASE_URL: 'postgres://localhost/postern', SECRETS_KEYS: RING, SECRETS_PEPPERS: RING };

const OIDC = {
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_CLIENT_ID: 'postern',
  OIDC_CLIENT_SECRET: 'a secret of the client',
};

function messageFor(source: Record<string, string | undefined>): string {
  try {
    parseEnv(source);
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
}

describe('settings', () => {
  it('needs only the database and the secrets; the rest has defaults', () => {
    expect(parseEnv(NEEDED)).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      POSTERN_ROLE: 'all',
      POSTERN_DATA_DIR: '.data',
      TRUSTED_PROXIES: [],
      WEBHOOK_ALLOW_CIDRS: [],
      LOG_LEVEL: 'info',
    });
  });

  it('reads addresses and ranges as keys do, mapped ones as IPv4', () => {
    const list = '::ffff:127.0.0.1, 10.1.2.3/8 2001:DB8::1,::ffff:a00:0/104';
    const { TRUSTED_PROXIES, WEBHOOK_ALLOW_CIDRS } = parseEnv({
      ...NEEDED,
      TRUSTED_PROXIES: list,
      WEBHOOK_ALLOW_CIDRS: list,
    });
    const written = TRUSTED_PROXIES.map(([address, bits]) => `${address}/${bits}`);
    expect(written).toEqual(['127.0.0.1/32', '10.0.0.0/8', '2001:db8::1/128']);
    expect(WEBHOOK_ALLOW_CIDRS).toEqual(TRUSTED_PROXIES);
    expect(clientAddress('127.0.0.1', '9.9.9.9', TRUSTED_PROXIES)).toBe('9.9.9.9');
  });

  it('explains an invalid address', () => {
    expect(messageFor({ ...NEEDED, TRUSTED_PROXIES: '127.1' })).toBe(
      'invalid_configuration: TRUSTED_PROXIES has "127.1", which is not an address or CIDR range: Write IPv4 addresses as four numbers from 0 to 255 without leading zeros.',
    );
  });

  it('has web and worker processes by number of cores, at least one of each', () => {
    const cores = os.availableParallelism();
    const { WEB_PROCESSES, WORKER_PROCESSES } = parseEnv(NEEDED);
    expect([WEB_PROCESSES, WORKER_PROCESSES]).toEqual([Math.ceil(cores / 2), Math.ceil(cores / 4)]);
    expect(parseEnv({ ...NEEDED, WEB_PROCESSES: '3', WORKER_PROCESSES: '' })).toMatchObject({
      WEB_PROCESSES: 3,
      WORKER_PROCESSES,
    });
  });

  it.each([
    ['WEB_PROCESSES', '0', 'must be at least 1'],
    ['WEB_PROCESSES', 'all', 'must be a number'],
    ['WORKER_PROCESSES', '1.5', 'must be a whole number'],
    ['WORKER_PROCESSES', '257', 'must be at most 256'],
    ['MAX_QUEUED_MESSAGES', '0', 'must be at least 1'],
    ['MAX_QUEUED_MESSAGES', '2m', 'must be a number'],
  ])('explains %s=%s', (name, value, problem) => {
    expect(messageFor({ ...NEEDED, [name]: value })).toBe(`invalid_configuration: ${name} ${problem}`);
  });

  it('treats an empty variable as not set', () => {
    expect(parseEnv({ ...NEEDED, PORT: '', LOG_LEVEL: '', POSTERN_URL: '' })).toMatchObject({
      PORT: 3000,
      LOG_LEVEL: 'info',
    });
  });

  it('names every invalid variable, one line each', () => {
    const message = messageFor({ PORT: 'x', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    expect(message.split('\n')).toHaveLength(5);
    for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'SECRETS_KEYS', 'SECRETS_PEPPERS'])
      expect(message).toContain(name);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '3000a'],
    ['POSTERN_ROLE', 'web'],
    ['POSTERN_URL', 'sms.example.com'],
    ['POSTERN_URL', 'ftp://sms.example.com'],
    ['POSTERN_ADMIN_EMAIL', 'admin'],
    ['POSTERN_ADMIN_PASSWORD', 'short'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.example.com'],
    ['WEBHOOK_ALLOW_CIDRS', '1.2.3.4.5'],
    ['TRUSTED_PROXIES', '10.0.0.1, 0177.0.0.1'],
    ['TRUSTED_PROXIES', '127.1'],
    ['TRUSTED_PROXIES', '0x7f000001'],
    ['TRUSTED_PROXIES', '2130706433'],
    ['TRUSTED_PROXIES', '::ffff:010.0.0.1'],
    ['TRUSTED_PROXIES', '::1.2.3.4'],
    ['TRUSTED_PROXIES', 'fe80::1%eth0'],
    ['TRUSTED_PROXIES', '10.0.0.0/255.0.0.0'],
    ['WEBHOOK_ALLOW_CIDRS', '10/8'],
    ['WEBHOOK_ALLOW_CIDRS', '[::1]'],
    ['SECRETS_KEYS', 'k1:c2hvcnQ='],
    ['OIDC_ISSUER', 'http://login.example.com'],
    ['OIDC_ISSUER', 'login.example.com'],
    ['SECRETS_KEYS', ','],
    ['SECRETS_PEPPERS', `bad id:${RING.slice(3)}`],
  ])('refuses %s=%s in one line that names it', (name, value) => {
    const message = messageFor({ ...NEEDED, ...OIDC, [name]: value });
    expect(message).toMatch(new RegExp(`^invalid_configuration: ${name} `));
    expect(message).not.toContain('\n');
  });

  it.each(Object.keys(OIDC))('refuses single sign-on without %s', (name) => {
    const message = messageFor({ ...NEEDED, ...OIDC, [name]: '' });
    expect(message).toMatch(new RegExp(`^invalid_configuration: ${name} is not set; .* set all or none$`));
    expect(messageFor({ ...NEEDED, ...OIDC, OIDC_ISSUER: 'http://127.0.0.1:9000' })).toBe('nothing');
  });

  it('never repeats a secret', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{8,40}$/), (secret) => {
        for (const name of ['SECRETS_KEYS', 'SECRETS_PEPPERS', 'DATABASE_URL', 'OIDC_CLIENT_SECRET']) {
          expect(messageFor({ ...NEEDED, [name]: secret })).not.toContain(secret);
        }
      }),
    );
  });

  it('reads rings in order: the first one encrypts', () => {
    const ring = `new:${Buffer.alloc(32, 1).toString('base64')}, old:${Buffer.alloc(32, 2).toString('base64')}`;
    expect([...parseEnv({ ...NEEDED, SECRETS_KEYS: ring }).SECRETS_KEYS.keys()]).toEqual(['new', 'old']);
  });
});

describe('documentation of the settings', () => {
  it('.env.example has every setting, once, and nothing else', () => {
    const names = [...fs.readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(SETTINGS.toSorted());
  });

  it.skipIf(!fs.existsSync('README.md'))('README’s table has every setting and nothing else', () => {
    const names = [...fs.readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(SETTINGS.toSorted());
  });
});
