import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { env } from '../runtime/env';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The row and field of a sealed value, used as AAD. A ciphertext that is moved to another row or field does not decrypt. */
export type EncryptionContext = { table: string; id: string; field: string };

const aad = (context: EncryptionContext) => Buffer.from(`${context.table}/${context.id}/${context.field}`);

/** Encrypts with AES-256-GCM, the first of SECRETS_KEYS and `context` as AAD: `v1.<key id>.<iv>.<ciphertext>.<tag>`. */
export function seal(plain: string, context: EncryptionContext, ring = env().SECRETS_KEYS): string {
  const [first] = ring;
  if (!first) throw new Error('SECRETS_KEYS is empty');
  const [id, key] = first;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(aad(context));
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v1', id, ...[iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** Decrypts a result of `seal`. Throws when its key is not in SECRETS_KEYS or `context` is not the one it was sealed with. */
export function unseal(sealed: string, context: EncryptionContext, ring = env().SECRETS_KEYS): string {
  const [version, id = '', iv = '', ciphertext = '', tag = ''] = sealed.split('.');
  const key = ring.get(id);
  if (version !== 'v1') throw new Error('unknown form of sealed secret');
  if (!key) throw new Error(`SECRETS_KEYS has no key "${id}"`);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES })
    .setAAD(aad(context))
    .setAuthTag(Buffer.from(tag, 'base64url'));
  return decipher.update(ciphertext, 'base64url', 'utf8') + decipher.final('utf8');
}
