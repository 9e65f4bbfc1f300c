import { input, type Preset } from './preset';

/**
 * Kannel's sendsms interface (Kannel user guide, "Using the HTTP interface to send SMS messages"), which many gateways
 * have. Its answer has no id, so receipts are matched by ours in `dlr-url`, where smsbox replaces `%d` by the kind of the
 * receipt and `%A` by the answer of the SMSC. `dlr-mask` 19 asks for the final ones: 1, 2 and 16.
 */
export const kannel: Preset = {
  name: 'kannel',
  title: 'Kannel (sendsms)',
  about: 'The sendsms interface of Kannel’s smsbox, and of gateways that copy it.',
  inputs: [
    input('url', 'URL', 'the URL of sendsms', { default: 'http://127.0.0.1:13013/cgi-bin/sendsms' }),
    input('username', 'User name', 'the user name of the sendsms-user'),
    input('password', 'Password', 'the password of the sendsms-user', { isSecret: true }),
    input('smsc', 'SMSC', 'the smsc-id that messages are forced to', { isOptional: true }),
  ],
  settings: (value) => ({
    method: 'GET',
    url: value('url'),
    body: {
      kind: 'query',
      fields: [
        { name: 'username', value: value('username') },
        { name: 'password', value: '{{secret.password}}' },
        ...(value('smsc') ? [{ name: 'smsc', value: value('smsc') }] : []),
        { name: 'from', value: '{{sender?}}' },
        { name: 'to', value: '{{recipient}}' },
        { name: 'text', value: '{{text}}' },
        { name: 'coding', value: '{{coding}}' },
        { name: 'charset', value: 'UTF-8' },
        { name: 'validity', value: '{{validity_minutes}}' },
        { name: 'priority', value: '{{priority}}' },
        { name: 'dlr-mask', value: '19' },
        { name: 'dlr-url', value: '{{dlr_url}}&to={{recipient_digits}}&type=%d&answer=%A' },
      ],
    },
    accepted: {
      statuses: '200, 202',
      // "0: Accepted for delivery", "3: Queued for later delivery", "Sent." of older versions.
      conditions: [{ value: { from: 'body' }, test: 'starts_with', values: ['0:', '3:', 'Sent'] }],
      id: { from: 'message_id' },
    },
    // 403 is also the answer to a wrong password.
    rejected: {
      statuses: '400',
      conditions: [{ value: { from: 'body' }, test: 'contains', values: ['Not routable'] }],
    },
    throttled: { statuses: '429, 503', conditions: [] },
    receipts: {
      enabled: true,
      secretIn: 'path',
      fields: { id: 'message_id', status: 'type', error: null, recipient: 'to' },
      statuses: [
        { word: '1', status: 'delivered' },
        { word: '2', status: 'undelivered' },
        { word: '4', status: 'submitted' },
        { word: '8', status: 'submitted' },
        { word: '16', status: 'rejected' },
        { word: '32', status: 'submitted' },
      ],
    },
    inbound: { enabled: true, fields: { from: 'from', to: 'to', text: 'text', id: 'id', charset: 'charset' } },
    callbackAnswer: { contentType: 'text/plain', body: '' },
  }),
};
