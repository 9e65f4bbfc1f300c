import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { decode, encode } from 'next-auth/jwt';
import { cache } from 'react';
import type { UserActor } from '../access/actor';
import { isId } from '../base/ids';
import { routes } from '../base/routes';
import { currentClient } from '../runtime/request-client';
import { DEVICE_DAYS } from './known-devices';
import { CHALLENGE_S } from './passkeys/challenge';
import { readSession, type SessionState } from './session-actor';
import { SESSION_DAYS } from './sessions';
import type { SignedIn, SignInClient } from './sign-in';
import { type Browser, cookieNames, isSecure, sessionSecret } from './sign-in-options';

const DAY_S = 86_400;
const PASSKEY = 'passkey';

/** Returns the session of this request, or null. Reads its row once per request. */
const findSession = cache(async (): Promise<SessionState | null> => {
  const sessionId = await sentSessionId();
  return sessionId ? readSession(sessionId, currentClient()?.ip ?? null) : null;
});

/** Returns the signed-in user of this request, or null: also where a required second factor is missing. */
export async function findUser(): Promise<UserActor | null> {
  const session = await findSession();
  return session?.missing === null ? session.actor : null;
}

/** Returns the session of this request if it lacks a required second factor, else null. */
export async function findIncompleteSession(): Promise<SessionState | null> {
  const session = await findSession();
  return session?.missing ? session : null;
}

/** Returns the user of this request, with or without a required second factor: for signing out. */
export async function findAnyUser(): Promise<UserActor | null> {
  return (await findSession())?.actor ?? null;
}

/**
 * Returns the signed-in user. Redirects to sign-in without one, and to the second factor where it is missing; both return to
 * `next` afterwards.
 */
export async function requireUser(next?: string): Promise<UserActor> {
  const session = await findSession();
  if (!session) redirect(routes.signIn(next));
  if (session.missing) redirect(routes.secondFactor(next));
  return session.actor;
}

/** Deletes the browser's session cookie. The session itself is ended by `signOut`. */
export async function forgetSessionCookie(): Promise<void> {
  (await cookies()).delete(cookieNames().session);
}

/** Returns the nonce for the page's inline scripts; undefined without Postern's web server in front. */
export async function scriptNonce(): Promise<string | undefined> {
  return (await headers()).get('x-nonce') ?? undefined;
}

/** Cookies that only the server reads, in every request of the console. */
function cookieOptions(maxAge: number) {
  return { httpOnly: true, sameSite: 'lax', secure: isSecure(), path: '/', maxAge } as const;
}

/** Returns the client of this request for a sign-in. */
export async function signInClient(): Promise<SignInClient> {
  const sent = await cookies();
  return {
    ip: currentClient()?.ip ?? null,
    userAgent: (await headers()).get('user-agent'),
    deviceCookie: sent.get(cookieNames().device)?.value ?? null,
    sessionId: await sentSessionId(),
    challenge: await sentChallenge(),
  };
}

/** Returns this request's browser for next-auth. */
export async function requestBrowser(): Promise<Browser> {
  const callbackCookie = (await cookies()).get(cookieNames().callback)?.value ?? null;
  return { client: await signInClient(), rememberDevice: setDeviceCookie, callbackCookie };
}

/** Sets the cookie of known devices. For route handlers and actions. */
async function setDeviceCookie(deviceCookie: string): Promise<void> {
  (await cookies()).set(cookieNames().device, deviceCookie, cookieOptions(DEVICE_DAYS * DAY_S));
}

/** Sets the cookies of a new session. For actions: next-auth sets them for a sign-in by its endpoints. */
export async function setSessionCookies({ sessionId, deviceCookie }: SignedIn): Promise<void> {
  const maxAge = SESSION_DAYS * DAY_S;
  const token = await encode({ token: { sid: sessionId }, secret: sessionSecret(), maxAge });
  (await cookies()).set(cookieNames().session, token, cookieOptions(maxAge));
  await setDeviceCookie(deviceCookie);
}

/** Sets the cookie with the sealed challenge of a passkey. */
export async function setChallenge(sealed: string): Promise<void> {
  (await cookies()).set(cookieNames().check(PASSKEY), sealed, cookieOptions(CHALLENGE_S));
}

/** Returns the sealed challenge of a passkey in the browser's cookie. */
export async function sentChallenge(): Promise<string | null> {
  return (await cookies()).get(cookieNames().check(PASSKEY))?.value ?? null;
}

async function sentSessionId(): Promise<string | null> {
  const token = (await cookies()).get(cookieNames().session)?.value;
  return token ? sessionIdOf(token) : null;
}

async function sessionIdOf(token: string): Promise<string | null> {
  try {
    const claims = await decode({ token, secret: sessionSecret() });
    return typeof claims?.sid === 'string' && isId(claims.sid) ? claims.sid : null;
  } catch {
    // Forged, or a token of another installation.
    return null;
  }
}

/** Returns the address of this request, from the web server's header, to return to after sign-in. */
export async function requestedPath(): Promise<string | undefined> {
  const path = (await headers()).get('x-postern-path');
  return path ? path.replace(/([?&])_rsc=[^&]*&?/, '$1').replace(/[?&]$/, '') : undefined;
}
