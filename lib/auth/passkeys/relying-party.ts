import { publicUrl } from '../../runtime/env';

/** Passkeys belong to the host of POSTERN_URL (RP ID, W3C Web Authentication §5.4.2) and work only on its pages. */
export function relyingParty(): { id: string; name: string; origin: string } {
  const { hostname, origin } = new URL(publicUrl());
  return { id: hostname, name: 'Postern', origin };
}

/** Returns the user handle in passkeys (W3C Web Authentication §5.4.3): the bytes of the user's id. */
export function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll('-', ''), 'hex'));
}
