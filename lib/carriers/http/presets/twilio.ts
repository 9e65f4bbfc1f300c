import type { HttpSettingsInput } from '../settings';
import { input, type Preset } from './preset';

type Codes = NonNullable<HttpSettingsInput['errorCodes']>;

/** Of Twilio's error and warning dictionary: 2xxxx in answers, 3xxxx in status callbacks. */
const CODES: Codes = [
  ...(['21211', '21214', '21217', '21614', '30006'] as const).map((code) => ({
    code,
    meaning: 'invalid_recipient' as const,
  })),
  ...(['30003', '30005'] as const).map((code) => ({ code, meaning: 'absent_subscriber' as const })),
  ...(['21610', '21612', '21408', '30004', '30007'] as const).map((code) => ({
    code,
    meaning: 'rejected_by_carrier' as const,
  })),
  { code: '30036', meaning: 'expired_at_carrier' },
];

/**
 * Twilio's Programmable Messaging: POST /2010-04-01/Accounts/{AccountSid}/Messages.json as a form, 201 with `sid`; status
 * callbacks are forms with MessageSid, MessageStatus and ErrorCode. An incoming message must be answered with TwiML.
 */
export const twilio: Preset = {
  name: 'twilio',
  title: 'Twilio',
  about: 'Twilio’s Messages API with status callbacks.',
  inputs: [
    input('account_sid', 'Account SID', 'the account SID, which begins with AC'),
    input('auth_token', 'Auth token', 'the auth token of the account', { isSecret: true }),
    input('from', 'From', 'the number or sender ID that all messages come from', { isOptional: true }),
    input('messaging_service_sid', 'Messaging service SID', 'the messaging service that chooses the sender', {
      isOptional: true,
    }),
    input('url', 'API address', 'the address of the API', { default: 'https://api.twilio.com' }),
  ],
  settings: (value) => ({
    method: 'POST',
    url: `${value('url').replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(value('account_sid'))}/Messages.json`,
    basicAuth: { user: value('account_sid'), password: '{{secret.auth_token}}' },
    body: {
      kind: 'form',
      fields: [
        { name: 'To', value: '{{recipient}}' },
        value('messaging_service_sid')
          ? { name: 'MessagingServiceSid', value: value('messaging_service_sid') }
          : { name: 'From', value: value('from') || '{{sender?}}' },
        { name: 'Body', value: '{{text}}' },
        { name: 'ValidityPeriod', value: '{{validity_seconds}}' },
        { name: 'StatusCallback', value: '{{dlr_url}}' },
      ],
    },
    // ValidityPeriod is at most 36,000 seconds.
    maxValidityMinutes: 600,
    accepted: { statuses: '200-299', id: { from: 'json', path: '/sid' } },
    rejected: { statuses: '400' },
    throttled: {
      statuses: '429, 503',
      conditions: [{ value: { from: 'json', path: '/code' }, test: 'equals', values: ['20429', '21611'] }],
    },
    errorCode: { from: 'json', path: '/code' },
    errorCodes: CODES,
    receipts: {
      enabled: true,
      secretIn: 'path',
      fields: { id: 'MessageSid', status: 'MessageStatus', error: 'ErrorCode', recipient: 'To' },
      statuses: [
        { word: 'failed', status: 'undelivered' },
        { word: 'canceled', status: 'rejected' },
      ],
    },
    inbound: { enabled: true, fields: { from: 'From', to: 'To', text: 'Body', id: 'MessageSid' } },
    callbackAnswer: { contentType: 'text/xml', body: '<Response/>' },
  }),
};
