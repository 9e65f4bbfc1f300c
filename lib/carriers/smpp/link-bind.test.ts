import { describe, expect, test } from 'vitest';
import { useSmpp } from '../../testing/smpp-link';
import { TEST_CERTIFICATE } from '../../testing/tls-certificate';

const { link, smsc } = useSmpp();

describe('a bind that fails', () => {
  test.each([
    ['a wrong password', { password: 'other' }, {}, 'ESME_RINVPASWD', 'password is wrong'],
    ['an unknown system id', { systemId: 'other' }, {}, 'ESME_RINVSYSID', 'does not know the system id'],
    ['too many binds', { refuseBinds: { status: 'ESME_RALYBND', share: 1 } }, {}, 'ESME_RALYBND', 'already bound'],
    ['no DNS name', {}, { host: 'smsc.invalid' }, /ENOTFOUND|EAI_AGAIN/, /host name|DNS/],
    ['TLS on a plain port', {}, { tls: { enabled: true } }, /ERR_SSL|EPROTO|ECONNRESET|response_timeout/, /TLS/],
  ] as const)('says so in words: %s', async (_, script, settings, code, words) => {
    const server = await smsc(script);
    const opened = link(server.port, { settings, responseTimeoutSeconds: 1 });
    await opened.until(() => opened.status().state === 'down');
    expect(opened.status().lastError).toMatchObject({
      code: expect.stringMatching(code),
      message: expect.stringMatching(words),
    });
  });

  test('is tried again', async () => {
    const server = await smsc({ refuseBinds: { status: 'ESME_RBINDFAIL', first: 3 } });
    await link(server.port).bound();
    expect(server.stats).toMatchObject({ bindsRefused: 3, binds: 1 });
  });
});

describe('a link with TLS', () => {
  const { cert, key, fingerprint256 } = TEST_CERTIFICATE;
  const other = fingerprint256.replace(/^../, (first) => (first === '00' ? '01' : '00'));

  test.each([
    ['its own CA and the name', { ca: cert, serverName: 'smsc.test' }, null],
    ['a pinned certificate', { fingerprint256 }, null],
    [
      'a pin in small letters without colons',
      { fingerprint256: fingerprint256.toLowerCase().replaceAll(':', '') },
      null,
    ],
    ['neither', {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['a CA and another name', { ca: cert }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another pin', { fingerprint256: other }, 'certificate_pin'],
    ['a CA and another pin', { ca: cert, serverName: 'smsc.test', fingerprint256: other }, 'certificate_pin'],
  ])('and %s', async (_, tls, code) => {
    const server = await smsc({ tls: { cert, key } });
    const opened = link(server.port, { settings: { tls: { enabled: true, ...tls } } });
    await opened.until(() => ['bound', 'down'].includes(opened.status().state));
    expect(opened.status().lastError?.code ?? null).toBe(code);
    if (code === null) expect(await opened.send()).toMatchObject({ kind: 'accepted' });
  });
});
