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

/** The signed-in person of this request, or null. The session's row is read once for each request. */
export const findUser = cache(async (): Promise<UserActor | null> => {
  const token = (await cookies()).get(cookieNames().session)?.value;
  if (!token) return null;
  const sessionId = await sessionIdOf(token);
  return sessionId ? findSessionActor(sessionId, currentClient()?.ip ?? null) : null;
});

/** The signed-in person; anybody else is sent to sign in and comes back to `next` afterwards. */
export async function requireUser(next?: string): Promise<UserActor> {
  const user = await findUser();
  if (!user) redirect(routes.signIn(next));
  return user;
}

/** Drops the browser's session cookie. The session itself is ended by `signOut`. */
export async function forgetSessionCookie(): Promise<void> {
  (await cookies()).delete(cookieNames().session);
}

/** The nonce that the page's inline scripts carry; undefined where no web server of ours stands in front. */
export async function scriptNonce(): Promise<string | undefined> {
  return (await headers()).get('x-nonce') ?? undefined;
}

/** Leaves the known-device cookie. For route handlers and actions. */
export async function rememberDevice(userId: string): Promise<void> {
  (await cookies()).set(cookieNames().device, deviceToken(userId), {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(),
    path: '/api/auth',
    maxAge: DEVICE_COOKIE_S,
  });
}

/** The known-device cookie, as the browser sent it. */
export async function sentDeviceToken(): Promise<string | null> {
  return (await cookies()).get(cookieNames().device)?.value ?? null;
}

async function sessionIdOf(token: string): Promise<string | null> {
  try {
    const claims = await decode({ token, secret: sessionSecret() });
    return typeof claims?.sid === 'string' && isId(claims.sid) ? claims.sid : null;
  } catch {
    // Not a token of this installation, or forged.
    return null;
  }
}

/** The address of this request, as the web server wrote it down, to come back to after sign-in. */
export async function requestedPath(): Promise<string | undefined> {
  const path = (await headers()).get('x-postern-path');
  return path ? path.replace(/([?&])_rsc=[^&]*&?/, '$1').replace(/[?&]$/, '') : undefined;
}
