import { describe, expect, it } from 'vitest';
import { createKeyBody, keyListQuery, patchKeyBody, rotateKeyBody } from './keys/api-schema';
import { createKeySchema, sendSettingsSchema } from './keys/schema';
import { messageListQuery } from './messages/list-schema';
import { messageSchema, sendSchema } from './messages/schema';
import { assignNumberSchema, receivedListQuery } from './received/schema';
import { sendingDefaultsSchema } from './sending-defaults/schema';
import { createEndpointBody, patchEndpointBody } from './webhooks/endpoints/api-schema';
import { reportListQuery } from './webhooks/feed/schema';
import { deliveryListQuery } from './webhooks/log/api-schema';

const BLANKS = ['', ' ', '\t\n', '\u00a0', '\u3000'];

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const MESSAGE = { to: '+37255555555', text: 'Hello' };
const MESSAGE_FIELDS = [
  ...['from', 'auto_replace', 'autoconvert', 'dlr_url', 'send_at', 'validity', 'priority', 'reference', 'metadata'],
] as const;

describe.each([
  ['POST /api/sms', sendSchema],
  ['a message of a batch', messageSchema],
])('%s: every optional field treats an empty or blank text as absent', (_, schema) => {
  it.each(MESSAGE_FIELDS)('%s', (field) => {
    for (const value of [...BLANKS, null]) {
      const parsed = schema.parse({ ...MESSAGE, [field]: value }) as Record<string, unknown>;
      expect(parsed[field] ?? null).toBeNull();
    }
  });

  it('covers every optional field', () => {
    expect(Object.keys(schema.shape).sort()).toEqual([...MESSAGE_FIELDS, 'to', 'text'].sort());
  });

  it.each(['to', 'text'])('%s is required: rejects an empty value', (field) => {
    expect(schema.safeParse({ ...MESSAGE, [field]: '' }).success).toBe(false);
  });
});

const ENDPOINT_OPTIONAL = ['events', 'key_ids', 'enabled', 'format', 'signature', 'headers'];

describe('the API of webhooks', () => {
  const endpoint = { name: 'n', url: 'https://example.com/' };

  it.each(ENDPOINT_OPTIONAL)('%s: null and an empty or blank text are the default, or no change', (field) => {
    for (const value of [...BLANKS, null]) {
      expect(createEndpointBody.parse({ ...endpoint, [field]: value })).toEqual(
        expect.objectContaining(withoutUndefined(createEndpointBody.parse(endpoint))),
      );
      expect((patchEndpointBody.parse({ [field]: value }) as Record<string, unknown>)[field]).toBeUndefined();
    }
  });

  it.each(['cursor', 'event', 'state', 'http_status', 'to', 'message', 'endpoint', 'created_from', 'created_to'])(
    'GET /api/webhook-deliveries?%s= is ignored when blank',
    (field) => {
      for (const value of BLANKS)
        expect(deliveryListQuery.parse({ [field]: value })).toEqual(deliveryListQuery.parse({}));
    },
  );

  it.each(['after', 'limit', 'wait'])('GET /api/reports?%s= is ignored when blank', (field) => {
    for (const value of BLANKS)
      expect(withoutUndefined(reportListQuery.parse({ [field]: value }))).toEqual(reportListQuery.parse({}));
  });
});

const KEY_NULLABLE = ['default_sender', 'auto_replace', 'dlr_url', 'dlr_events', 'expires_at', 'description'];
const KEY_ABSENT = ['enabled', 'ip_restriction', 'compatible', 'allow_query_key', 'scopes'];

describe('the key API', () => {
  it.each(KEY_NULLABLE)('%s: an empty or blank text is null', (field) => {
    for (const value of BLANKS) {
      expect((patchKeyBody.parse({ [field]: value }) as Record<string, unknown>)[field]).toBeNull();
      expect((createKeyBody.parse({ name: 'n', [field]: value }) as Record<string, unknown>)[field]).toBeNull();
    }
  });

  it.each([...KEY_ABSENT, 'name'])('%s of a change: null and an empty or blank text change nothing', (field) => {
    for (const value of [...BLANKS, null])
      expect((patchKeyBody.parse({ [field]: value }) as Record<string, unknown>)[field]).toBeUndefined();
  });

  it.each([...KEY_ABSENT, 'type', 'environment', 'copyable'])(
    '%s of a new key: null and an empty text are the default',
    (field) => {
      for (const value of [...BLANKS, null]) {
        expect(createKeyBody.parse({ name: 'n', [field]: value })).toEqual(
          expect.objectContaining(withoutUndefined(createKeyBody.parse({ name: 'n' }))),
        );
      }
    },
  );

  it.each(['enabled', 'mode', 'entries', 'locked_ip', 'confirm_empty'])('ip_restriction.%s', (field) => {
    const { ip_restriction: ip } = patchKeyBody.parse({ ip_restriction: { [field]: '' } });
    expect((ip as Record<string, unknown>)[field] ?? null).toBeNull();
  });

  it('the overlap of a rotation: an empty text is the default', () => {
    expect(rotateKeyBody.parse({ overlap: '' })).toEqual(rotateKeyBody.parse({}));
  });
});

it.each(Object.keys(messageListQuery.shape))('GET /api/sms?%s= is ignored when blank', (field) => {
  for (const value of BLANKS)
    expect(withoutUndefined(messageListQuery.parse({ [field]: value }))).toEqual(messageListQuery.parse({}));
});

it.each(Object.keys(receivedListQuery.shape))('GET /api/received?%s= is ignored when blank', (field) => {
  for (const value of BLANKS)
    expect(withoutUndefined(receivedListQuery.parse({ [field]: value }))).toEqual(receivedListQuery.parse({}));
});

it.each(['keyword', 'webhookUrl'])('an assigned number: blank %s is not set', (field) => {
  const assigned = { number: '12345', accountId: ID };
  for (const value of [...BLANKS, null]) {
    expect(assignNumberSchema.parse({ ...assigned, [field]: value })).toEqual(assignNumberSchema.parse(assigned));
  }
});

it.each(Object.keys(keyListQuery.shape))('GET /api/keys?%s= is ignored when blank', (field) => {
  for (const value of BLANKS)
    expect(withoutUndefined(keyListQuery.parse({ [field]: value }))).toEqual(keyListQuery.parse({}));
});

it.each(['defaultSender', 'autoReplace', 'dlrUrl'])('the forms of key and account: blank %s is not set', (field) => {
  const blank = { defaultSender: null, autoReplace: null, dlrUrl: null };
  for (const value of BLANKS) {
    expect(sendSettingsSchema.parse({ id: ID, ...blank, [field]: value })).toEqual({ id: ID, ...blank });
    expect(sendingDefaultsSchema.parse({ ...blank, [field]: value })).toEqual(blank);
  }
});

it.each(['description', 'expiresAt', 'defaultSender'])('New API Key: blank %s is not set', (field) => {
  for (const value of BLANKS) {
    const parsed = createKeySchema.parse({ name: 'n', [field]: value }) as Record<string, unknown>;
    expect(parsed[field] ?? null).toBeNull();
  }
});

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}

describe('rejects a value of another type with the expected format', () => {
  it.each([...KEY_NULLABLE, ...KEY_ABSENT, 'type', 'environment', 'copyable', 'name'])('%s', (field) => {
    for (const value of [0, [0], { a: 1 }]) {
      const { error } = createKeyBody.safeParse({ name: 'n', [field]: value });
      for (const issue of error?.issues ?? []) {
        if (issue.code !== 'unrecognized_keys') expect(issue.message).not.toMatch(/^Invalid/);
      }
    }
  });
});
