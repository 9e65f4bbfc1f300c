import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { AddPasskeyInput, Assertion } from '../auth/passkeys/schema';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

/** What a test changes in the answer of an authenticator. */
type Flaws = { origin?: string; rpId?: string; challenge?: string; userVerified?: boolean; counter?: number };

type Options = { challenge: string };

/** An authenticator with one ES256 passkey, in software. */
export class Authenticator {
  readonly id = randomBytes(16).toString('base64url');
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject };
  #counter = 0;
  userHandle: string | undefined;

  constructor(private readonly origin = 'http://localhost:3000') {
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** Returns the answer to the options of `navigator.credentials.create()`, without attestation. */
  create(options: Options & { user: { id: string } }, flaws: Flaws = {}): AddPasskeyInput['credential'] {
    this.userHandle = options.user.id;
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.#coseKey()]);
    const authData = Buffer.concat([this.#authData(flaws, ATTESTED), attested]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      ...[text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), bytes(authData)],
    ]);
    const clientDataJSON = this.#clientData('webauthn.create', options, flaws).toString('base64url');
    const response = { clientDataJSON, attestationObject: attestationObject.toString('base64url') };
    return { id: this.id, rawId: this.id, type: 'public-key', response };
  }

  /** Returns the answer to the options of `navigator.credentials.get()`. */
  get(options: Options, flaws: Flaws = {}): Assertion {
    this.#counter++;
    const authData = this.#authData(flaws);
    const clientData = this.#clientData('webauthn.get', options, flaws);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    const response = {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
      ...(this.userHandle && { userHandle: this.userHandle }),
    };
    return { id: this.id, rawId: this.id, type: 'public-key', response };
  }

  #clientData(type: string, options: Options, { origin = this.origin, challenge = options.challenge }: Flaws): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authData(flaws: Flaws, flags = 0): Buffer {
    const { rpId = new URL(this.origin).hostname, userVerified = true, counter = this.#counter } = flaws;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const all = flags | USER_PRESENT | (userVerified ? USER_VERIFIED : 0);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), count]);
  }

  /** RFC 9053 §7.1.1: kty EC2, alg ES256, crv P-256, x, y. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const fields = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]);
    const [left, right] = [bytes(Buffer.from(x, 'base64url')), bytes(Buffer.from(y, 'base64url'))];
    return Buffer.concat([fields, Buffer.from([0x21]), left, Buffer.from([0x22]), right]);
  }
}

/** CBOR (RFC 8949 §3.1), major type 3: a text shorter than 24 bytes. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)]);
}

/** Major type 2, with a length of one or two bytes. */
function bytes(value: Buffer): Buffer {
  const head = value.length < 256 ? [0x58, value.length] : [0x59, value.length >> 8, value.length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}
