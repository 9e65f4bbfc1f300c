import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSigningSecret, publicKeyOf, signatureHeaders, signingKey } from './signature';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const EXAMPLE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1_614_265_330_000), body: '{"test": 2432232314}' };

/** Verifies a `v1a` signature with a `whpk_` key, as the specification has it. The reference library verifies `v1` alone. */
function verifies(publicKey: string, headers: Record<string, string>, body: string): boolean {
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(publicKey.slice('whpk_'.length), 'base64'),
  ]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  return (headers['webhook-signature'] ?? '').split(' ').some((each) => {
    const [scheme, signature = ''] = each.split(',');
    return scheme === 'v1a' && verify(null, content, key, Buffer.from(signature, 'base64'));
  });
}

describe('v1', () => {
  it('is accepted by the reference verifier for any body, and rejected after a byte of it changes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const body = JSON.stringify({ text });
        const headers = signatureHeaders([signingKey(SECRET)], 'id-1', new Date(), body);
        expect(new Webhook(SECRET).verify(body, headers)).toEqual({ text });
        expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow('No matching signature found');
        expect(() => new Webhook(SECRET).verify(body, { ...headers, 'webhook-id': 'id-2' })).toThrow(
          'No matching signature found',
        );
      }),
      { numRuns: 50, seed: 16 },
    );
  });

  it('matches the example of the specification', () => {
    // https://github.com/standard-webhooks/standard-webhooks, the libraries' shared test vector.
    const key = signingKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const headers = signatureHeaders([key], EXAMPLE.id, EXAMPLE.at, EXAMPLE.body);
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('v1a', () => {
  it('matches the vector of Svix, the reference implementation', () => {
    // svix/svix-webhooks, server/svix-server: test_asymmetric_key_signing.
    const secret = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
    const headers = signatureHeaders([signingKey(secret)], EXAMPLE.id, EXAMPLE.at, EXAMPLE.body);
    expect(headers['webhook-signature']).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    );
    expect(publicKeyOf(secret)).toBe('whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=');
  });

  it('verifies with the public key of a new secret, and not after a byte of the body changes', () => {
    const secret = newSigningSecret('v1a');
    const headers = signatureHeaders([signingKey(secret)], 'id-1', new Date(), '{}');
    expect(verifies(publicKeyOf(secret) ?? '', headers, '{}')).toBe(true);
    expect(verifies(publicKeyOf(secret) ?? '', headers, '{ }')).toBe(false);
  });

  it.each([
    ['too short', 'whsk_AAAA'],
    ['too long', `whsk_${Buffer.alloc(65).toString('base64')}`],
    ['with the public key of another', `whsk_${Buffer.alloc(64, 1).toString('base64')}`],
  ])('refuses a private key that is %s', (_, secret) => {
    expect(() => signingKey(secret)).toThrow('not an Ed25519 key');
  });
});

it('has a signature by each key, and each receiver finds the one that it can verify', () => {
  const [before, now, pair] = [newSigningSecret(), newSigningSecret('v1'), newSigningSecret('v1a')];
  const headers = signatureHeaders([now, before, pair].map(signingKey), 'id-1', new Date(), '{"a":1}');
  expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44} v1a,\S{88}$/);
  for (const secret of [before, now]) expect(new Webhook(secret).verify('{"a":1}', headers)).toEqual({ a: 1 });
  expect(verifies(publicKeyOf(pair) ?? '', headers, '{"a":1}')).toBe(true);
  expect(() => new Webhook(newSigningSecret()).verify('{"a":1}', headers)).toThrow('No matching signature found');
  expect(publicKeyOf(now)).toBeNull();
});
