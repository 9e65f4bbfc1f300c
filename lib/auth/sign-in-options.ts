import type { AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { provideNextAuthUrl, publicUrl } from '../env';
import { currentClient } from '../http/client';
import { isId } from '../ids';
import { logger } from '../logger';
import { once } from '../registry';
import { routes } from '../routes';
import { derivedKey } from '../secrets/digest';
import { toAppError } from '../translate-error';
import { SESSION_DAYS } from './sessions';
import { findSessionActor, signIn, signOut } from './sign-in';

/** Set and read by the edge that knows the request's cookies. */
export type DeviceCookie = { read: () => Promise<string | null>; write: (userId: string) => Promise<void> };

/** Whether people reach the console by https: then cookies travel only there. */
export function isSecure(): boolean {
  return publicUrl().startsWith('https:');
}

/** The key that session cookies are encrypted with. */
export function sessionSecret(): string {
  return once('session-secret', () => derivedKey('session'));
}

/**
 * Cookie names of this installation. Browsers send cookies to every port of a host, so installations side by side on one
 * machine would overwrite each other's without a name of their own.
 */
export function cookieNames(): { session: string; csrf: string; callback: string; device: string } {
  return once('cookie-names', () => {
    const own = derivedKey('cookie-name').slice(0, 8);
    const prefix = isSecure() ? '__Secure-' : '';
    return {
      session: `${prefix}postern-session-${own}`,
      csrf: `${isSecure() ? '__Host-' : ''}postern-csrf-${own}`,
      callback: `${prefix}postern-callback-${own}`,
      device: `${prefix}postern-device-${own}`,
    };
  });
}

/** next-auth's settings, made at the first request: building the console needs no environment. */
export function authOptions(device: DeviceCookie): AuthOptions {
  provideNextAuthUrl();
  const names = cookieNames();
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure() } as const;
  return {
    secret: sessionSecret(),
    useSecureCookies: isSecure(),
    session: { strategy: 'jwt', maxAge: SESSION_DAYS * 86_400 },
    pages: { signIn: routes.signIn(), signOut: routes.signIn(), error: routes.signIn() },
    cookies: {
      sessionToken: { name: names.session, options },
      csrfToken: { name: names.csrf, options },
      callbackUrl: { name: names.callback, options },
    },
    logger: authLogger,
    providers: [credentials(device)],
    callbacks: {
      // The cookie holds nothing but the session's id: role and account are read afresh on each request.
      jwt: ({ token, user }) => ({ sid: user ? user.id : token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid !== 'string' || !isId(token.sid)) return;
        const actor = await findSessionActor(token.sid, currentClient()?.ip ?? null);
        if (actor) await signOut(actor);
      },
    },
  };
}

function credentials(device: DeviceCookie) {
  return CredentialsProvider({
    credentials: { email: {}, password: {}, code: {} },
    authorize: async (given, request) => {
      const userAgent: unknown = request.headers?.['user-agent'];
      try {
        const { sessionId, userId } = await signIn(
          { email: given?.email ?? '', password: given?.password ?? '', code: given?.code },
          {
            ip: currentClient()?.ip ?? null,
            userAgent: typeof userAgent === 'string' ? userAgent : null,
            deviceToken: await device.read(),
          },
        );
        await device.write(userId);
        return { id: sessionId };
      } catch (error) {
        const known = toAppError(error);
        if (known.code === 'internal' || known.code === 'unavailable') logger().error({ err: error }, 'sign-in failed');
        // next-auth hands the message of the thrown error to the form, and nothing else.
        throw new Error(known.message);
      }
    },
  });
}

const authLogger: AuthOptions['logger'] = {
  error: (code, metadata) => {
    const error = metadata instanceof Error ? metadata : metadata.error;
    logger().error({ code, err: error }, 'next-auth');
  },
  warn: (code) => logger().debug({ code }, 'next-auth'),
  debug: () => {},
};
