import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { newAccountSchema } from './accounts/directory/schema';
import { accountNameSchema, setupSchema } from './accounts/schema';
import { rejectionSchema, verificationSchema } from './accounts/verification/schema';
import { createKeyBody, patchKeyBody } from './keys/api-schema';
import { createKeySchema, renameKeySchema } from './keys/schema';
import { messageSchema } from './messages/schema';
import { assignNumberSchema } from './received/schema';
import { requestSenderIdSchema } from './senders/schema';
import { createEndpointSchema, updateEndpointSchema } from './webhooks/endpoints/schema';

/** Every schema with a name or description from outside. `{}` stands where the text goes. */
const SCHEMAS: [string, z.ZodType, string][] = [
  ['a key', createKeySchema.shape.name, '{}'],
  ['a key’s description', createKeySchema.shape.description, '{}'],
  ['a renamed key', renameKeySchema.shape.name, '{}'],
  ['its description', renameKeySchema.shape.description, '{}'],
  ['a key of the API', createKeyBody.shape.name, '{}'],
  ['a renamed key of the API', patchKeyBody.shape.name, '{}'],
  ['its description there', patchKeyBody.shape.description, '{}'],
  ['an account', accountNameSchema.shape.name, '{}'],
  ['an account of the operator', newAccountSchema.shape.name, '{}'],
  ['the first account', setupSchema.shape.accountName, '{}'],
  ['a company', verificationSchema.shape.company, '{}'],
  ['a contact', verificationSchema.shape.contact, '{}'],
  ['a purpose', verificationSchema.shape.purpose, 'Login codes for our customers {}'],
  ['a website', verificationSchema.shape.website, 'https://example.com/{}'],
  ['a reason', rejectionSchema.shape.reason, 'The website is empty {}'],
  ['a sender ID', requestSenderIdSchema.shape.value, '{}'],
  ['a note', requestSenderIdSchema.shape.note, '{}'],
  ['a number', assignNumberSchema.shape.number, 'A{}'],
  ['a keyword', assignNumberSchema.shape.keyword, '{}'],
  ['a reference', messageSchema.shape.reference, '{}'],
  ['a webhook endpoint', createEndpointSchema.shape.name, '{}'],
  ['a renamed endpoint', updateEndpointSchema.shape.name, '{}'],
];

/** Without a visible form, or changing how the text around is shown. Line ends are left out: some texts have lines. */
const UNSEEN = ['\u200b', '\u3164', '\u202e', '\u2066', '\u001b', '\u00ad', '\u2800', '\u{e0041}'];

const refuses = (schema: z.ZodType, text: string) => !schema.safeParse(text).success;

describe.each(SCHEMAS)('the name or description of %s', (_, schema, around) => {
  const filled = (text: string) => around.replace('{}', text);

  test('may have visible characters only', () => {
    expect(UNSEEN.filter((character) => !refuses(schema, filled(`Shop${character}A`)))).toEqual([]);
    expect(refuses(schema, filled('ShopA'))).toBe(false);
  });
});

const metadataOf = (name: string) => messageSchema.shape.metadata.safeParse({ [name]: 'x' });

test('the names of metadata may have visible characters only, and the message shows them escaped', () => {
  expect(UNSEEN.filter((character) => metadataOf(`order${character}`).success)).toEqual([]);
  expect(metadataOf('order').success).toBe(true);
  expect(metadataOf('order\u202e').error?.issues[0]?.message).toBe(
    '"order\\u{202e}": Remove U+202E (right-to-left override): it is invisible.',
  );
});
