import { input, type Preset } from './preset';

/**
 * Messente's Omnichannel API v1: POST /v1/omnimessage, 201 with `omnimessage_id`; delivery reports are JSON with the same
 * id, `status` and `err` (https://messente.com/documentation/omnichannel-api/delivery-report).
 */
export const messente: Preset = {
  name: 'messente',
  title: 'Messente',
  about: 'Messente’s Omnichannel API with delivery reports.',
  inputs: [
    input('username', 'API user name', 'the user name of the API key'),
    input('password', 'API password', 'the password of the API key', { isSecret: true }),
    input('url', 'API address', 'the address of the API', { default: 'https://api.messente.com/v1' }),
  ],
  settings: (value) => ({
    method: 'POST',
    url: `${value('url').replace(/\/+$/, '')}/omnimessage`,
    basicAuth: { user: value('username'), password: '{{secret.password}}' },
    body: {
      kind: 'json',
      template: JSON.stringify({
        to: '{{recipient}}',
        messages: [
          {
            channel: 'sms',
            sender: '{{sender?}}',
            text: '{{text}}',
            validity: '{{validity_minutes:number}}',
            autoconvert: 'off',
          },
        ],
        dlr_url: '{{dlr_url}}',
        priority: '{{priority_name}}',
      }),
    },
    accepted: { statuses: '200-299', id: { from: 'json', path: '/omnimessage_id' } },
    rejected: { statuses: '400, 422' },
    throttled: { statuses: '429, 503' },
    errorCode: { from: 'json', path: '/errors/0/code' },
    errorCodes: [
      { code: '1', meaning: 'undeliverable' },
      { code: '2', meaning: 'expired_at_carrier' },
      { code: '3', meaning: 'invalid_recipient' },
      { code: '5', meaning: 'invalid_recipient' },
      { code: '6', meaning: 'rejected_by_carrier' },
      { code: '7', meaning: 'rejected_by_carrier' },
      { code: '8', meaning: 'rejected_by_carrier' },
      { code: '9', meaning: 'undeliverable' },
    ],
    receipts: {
      enabled: true,
      secretIn: 'path',
      fields: { id: '/omnimessage_id', status: '/status', error: '/err', recipient: '/to' },
      statuses: [
        { word: 'ACK', status: 'submitted' },
        { word: 'NACK', status: 'rejected' },
        { word: 'SEEN', status: 'delivered' },
      ],
    },
    inbound: { enabled: true, fields: { from: '/sender', to: '/recipient', text: '/text', id: '/msg_id' } },
  }),
};
