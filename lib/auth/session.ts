import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { decode } from 'next-auth/jwt';
import { cache } from 'react';
import type { UserActor } from '../access/actor';
import { isId } from '../base/ids';
import { routes } from '../base/routes';
import { currentClient } from '../runtime/request-client';
import { deviceToken, findSessionActor } from './sign-in';
import { cookieNames, isSecure, sessionSecret } from './sign-in-options';

const DEVICE_COOKIE_S = 180 * 86_400;

/** Returns the signed-in user of this request, or null. Reads the session's row once per request. */
export const findUser = cache(async (): Promise<UserActor | null> => {
  const token = (await cookies()).get(cookieNames().session)?.value;
  if (!token) return null;
  const sessionId = await sessionIdOf(token);
  return sessionId ? findSessionActor(sessionId, currentClient()?.ip ?? null) : null;
});

/** Returns the signed-in user. Redirects to sign-in without one, which returns to `next` afterwards. */
export async function requireUser(next?: string): Promise<UserActor> {
  const user = await findUser();
  if (!user) redirect(routes.signIn(next));
  return user;
}

/** Deletes the browser's session cookie. The session itself is ended by `signOut`. */
export async function forgetSessionCookie(): Promise<void> {
  (await cookies()).delete(cookieNames().session);
}

/** Returns the nonce for the page's inline scripts; undefined without Postern's web server in front. */
export async function scriptNonce(): Promise<string | undefined> {
  return (await headers()).get('x-nonce') ?? undefined;
}

/** Sets the known-device cookie. For route handlers and actions. */
export async function rememberDevice(userId: string): Promise<void> {
  (await cookies()).set(cookieNames().device, deviceToken(userId), {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(),
    path: '/api/auth',
    maxAge: DEVICE_COOKIE_S,
  });
}

/** Returns the known-device cookie of the request. */
export async function sentDeviceToken(): Promise<string | null> {
  return (await cookies()).get(cookieNames().device)?.value ?? null;
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
