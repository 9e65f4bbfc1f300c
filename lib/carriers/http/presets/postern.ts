import { input, type Preset } from './preset';

/**
 * Another Postern. The Idempotency-Key is our message id, so a message whose answer was lost is sent again and accepted
 * once: where its validity has changed meanwhile, the answer is `idempotency_key_reused`, which also means that it has the
 * message. Reports are signed (Standard Webhooks) and contain our id as `reference`.
 */
export const postern: Preset = {
  name: 'postern',
  title: 'Another Postern',
  about: 'The API of another Postern installation, with its signed delivery reports.',
  inputs: [
    input('url', 'Address', 'the address of the other installation, such as https://sms.example.com'),
    input('api_key', 'API key', 'an auth key with the scope sms:send', { isSecret: true }),
    input('webhook_secret', 'Webhook secret', 'the webhook secret on the key’s page, which begins with whsec_', {
      isSecret: true,
    }),
  ],
  settings: (value) => ({
    method: 'POST',
    url: `${value('url').replace(/\/+$/, '')}/api/sms`,
    headers: [
      { name: 'X-API-Key', value: '{{secret.api_key}}' },
      { name: 'Idempotency-Key', value: '{{message_id}}' },
    ],
    body: {
      kind: 'json',
      template: JSON.stringify({
        to: '{{recipient}}',
        from: '{{sender?}}',
        text: '{{text}}',
        auto_replace: 'off',
        validity: '{{validity_minutes:number}}',
        priority: '{{priority_name}}',
        reference: '{{message_id}}',
        dlr_url: '{{dlr_url}}',
      }),
    },
    accepted: {
      statuses: '202',
      conditions: [{ value: { from: 'json', path: '/id' }, test: 'exists' }],
      id: { from: 'message_id' },
      repeated: [{ value: { from: 'json', path: '/code' }, test: 'equals', values: ['idempotency_key_reused'] }],
    },
    rejected: { statuses: '400, 413, 415, 422' },
    throttled: {
      statuses: '429, 503',
      conditions: [{ value: { from: 'json', path: '/code' }, test: 'equals', values: ['idempotency_key_in_use'] }],
    },
    errorCode: { from: 'json', path: '/code' },
    errorCodes: [
      ...(['absent_subscriber', 'invalid_recipient', 'rejected_by_carrier', 'undeliverable'] as const),
      ...(['validity_expired', 'expired_at_carrier', 'unknown_outcome'] as const),
    ].map((code) => ({ code, meaning: code })),
    receipts: {
      enabled: true,
      secretIn: 'none',
      signature: { kind: 'standard_webhooks', secret: 'webhook_secret' },
      fields: { id: '/data/reference', status: '/data/status', error: '/data/error_code', recipient: '/data/to' },
    },
    inbound: {
      enabled: true,
      fields: { from: '/data/from', to: '/data/to', text: '/data/text', id: '/data/id' },
      when: { field: '/type', equals: 'message.received' },
    },
  }),
};
