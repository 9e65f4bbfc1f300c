import * as z from 'zod';
import { visibleName } from '../../text/name-schema';
import { passwordAgainSchema } from '../schema';

const MAX_CREDENTIAL_ID = 1_400;
const MAX_PART = 12_000;
const NAME = 'Enter a name, such as “Work laptop”.';

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]*$/);

const credential = z.object({
  id: base64url(MAX_CREDENTIAL_ID).min(1),
  rawId: base64url(MAX_CREDENTIAL_ID),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
});

/** An assertion (W3C Web Authentication §5.2.2) as JSON. */
export const assertionSchema = credential.extend({
  response: z.object({
    clientDataJSON: base64url(MAX_PART),
    authenticatorData: base64url(MAX_PART),
    signature: base64url(MAX_PART),
    userHandle: base64url(100).optional(),
  }),
});
export type Assertion = z.output<typeof assertionSchema>;

/** An attestation (W3C Web Authentication §5.2.1) as JSON. */
export const attestationSchema = credential.extend({
  response: z.object({
    clientDataJSON: base64url(MAX_PART),
    attestationObject: base64url(MAX_PART),
    transports: z.array(z.string().max(20)).max(10).optional().catch(undefined),
  }),
});

const name = visibleName(NAME, 60);
export const addPasskeySchema = z.object({ name, credential: attestationSchema });
export type AddPasskeyInput = z.input<typeof addPasskeySchema>;
export const passkeyNameSchema = passwordAgainSchema.extend({ name });
export const removePasskeySchema = passwordAgainSchema.extend({ id: z.uuid('This is not a passkey.') });
export const usePasskeySchema = z.object({ credential: assertionSchema });
