import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { signatureHeaders, signingKey } from './signature';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

it('is accepted by the reference verifier for any body, and rejected after a byte of it changes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const body = JSON.stringify({ text });
      const headers = signatureHeaders(signingKey(SECRET), 'id-1', new Date(), body);
      expect(new Webhook(SECRET).verify(body, headers)).toEqual({ text });
      expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow('No matching signature found');
      expect(() => new Webhook(SECRET).verify(body, { ...headers, 'webhook-id': 'id-2' })).toThrow(
        'No matching signature found',
      );
    }),
    { numRuns: 50 },
  );
});

it('matches the example of the specification', () => {
  // https://github.com/standard-webhooks/standard-webhooks, the libraries' shared test vector.
  const headers = signatureHeaders(
    signingKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  );
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
