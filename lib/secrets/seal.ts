import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { env } from '../runtime/env';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Where a sealed value stands. A ciphertext moved to another row or field does not open. */
export type EncryptionContext = { table: string; id: string; field: string };

const aad = (place: EncryptionContext) => Buffer.from(`${place.table}/${place.id}/${place.field}`);

/** AES-256-GCM with the first of SECRETS_KEYS, bound to `place`. Form: `v1.<key id>.<iv>.<ciphertext>.<tag>`. */
export function seal(plain: string, place: EncryptionContext, ring = env().SECRETS_KEYS): string {
  const [first] = ring;
  if (!first) throw new Error('SECRETS_KEYS is empty');
  const [id, key] = first;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(aad(place));
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v1', id, ...[iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** Opens what `seal` made. Throws when the key is not in SECRETS_KEYS or the value stood elsewhere. */
export function unseal(sealed: string, place: EncryptionContext, ring = env().SECRETS_KEYS): string {
  const [version, id = '', iv = '', ciphertext = '', tag = ''] = sealed.split('.');
  const key = ring.get(id);
  if (version !== 'v1') throw new Error('unknown form of sealed secret');
  if (!key) throw new Error(`SECRETS_KEYS has no key "${id}"`);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES })
    .setAAD(aad(place))
    .setAuthTag(Buffer.from(tag, 'base64url'));
  return decipher.update(ciphertext, 'base64url', 'utf8') + decipher.final('utf8');
}
