import type { HttpFormValues, SmppFormValues } from '@/lib/carriers/form-schema';

const COMMON = {
  name: '',
  seen: null,
  ratePerSecond: null,
  unknownOutcome: 'resend' as const,
  fallbackAfterSeconds: 60,
};

/** The form of a new SMPP carrier. */
export const NEW_SMPP: SmppFormValues = {
  ...COMMON,
  settings: {
    host: '',
    port: 2775,
    systemId: '',
    systemType: '',
    tls: { enabled: false, ca: null, serverName: null, fingerprint256: null },
    bindMode: 'transceiver',
    binds: 1,
    window: 10,
    enquireLinkSeconds: 30,
    responseTimeoutSeconds: 30,
    defaultAlphabet: 'gsm',
    longMessages: 'udh8',
    serviceType: '',
    registeredDelivery: 1,
    validity: 'relative',
    receiptIds: 'auto',
  },
  more: '{}',
  secrets: { password: '' },
};

/** A request that most JSON interfaces resemble. */
const CUSTOM_HTTP = {
  method: 'POST',
  url: 'https://sms.example.com/messages',
  headers: [{ name: 'authorization', value: 'Bearer {{secret.token}}' }],
  body: {
    kind: 'json',
    template: '{"to": "{{recipient}}", "from": "{{sender?}}", "text": "{{text}}", "dlr_url": "{{dlr_url}}"}',
  },
  accepted: { statuses: '200-299', id: { from: 'json', pointer: '/id' } },
  receipts: { enabled: true, fields: { id: 'id', status: 'status' } },
};

/** The form of a new HTTP carrier. */
export const NEW_HTTP: HttpFormValues = {
  ...COMMON,
  settings: JSON.stringify(CUSTOM_HTTP, null, 2),
  secrets: { token: '' },
};
