import type { SignInClient } from '../auth/sign-in';

let addresses = 0;

/** A browser that has never signed in, at an address that no other test has, unless `overrides` say otherwise. */
export function signInClient(overrides: Partial<SignInClient> = {}): SignInClient {
  addresses++;
  const ip = `198.51.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
  return { ip, userAgent: 'test', deviceCookie: null, sessionId: null, challenge: null, ...overrides };
}
