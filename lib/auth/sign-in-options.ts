import type { AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { HTTP_STATUS } from '../base/errors';
import { isId } from '../base/ids';
import { processSingleton } from '../base/process-singleton';
import { routes } from '../base/routes';
import { nothingDone, toAppError } from '../database/translate-error';
import { oidcSettings, provideNextAuthUrl, publicUrl } from '../runtime/env';
import { logger } from '../runtime/logger';
import { answerStatus, currentClient } from '../runtime/request-client';
import { derivedKey } from '../secrets/digest';
import { OIDC_PROVIDER, oidcProvider, personOf } from './oidc-provider';
import { SESSION_DAYS } from './sessions';
import { findSessionActor, signIn, signOut } from './sign-in';
import { signInFederated } from './sign-in-federated';

/** What the edge knows of the request: its known-device cookie, to read and to leave, and the browser's name. */
export type Browser = {
  readDevice: () => Promise<string | null>;
  rememberDevice: (userId: string) => Promise<void>;
  userAgent: string | null;
};

const CHECK_S = 900;

/** Whether people reach the console by https: then cookies travel only there. */
export function isSecure(): boolean {
  return publicUrl().startsWith('https:');
}

/** The key that session cookies are encrypted with. */
export function sessionSecret(): string {
  return processSingleton('session-secret', () => derivedKey('session'));
}

/**
 * Cookie names of this installation. Browsers send cookies to every port of a host, so installations side by side on one
 * machine would overwrite each other's without a name of their own.
 */
export function cookieNames(): {
  session: string;
  csrf: string;
  callback: string;
  device: string;
  check: (name: string) => string;
} {
  return processSingleton('cookie-names', () => {
    const own = derivedKey('cookie-name').slice(0, 8);
    const prefix = isSecure() ? '__Secure-' : '';
    return {
      session: `${prefix}postern-session-${own}`,
      csrf: `${isSecure() ? '__Host-' : ''}postern-csrf-${own}`,
      callback: `${prefix}postern-callback-${own}`,
      device: `${prefix}postern-device-${own}`,
      check: (name) => `${prefix}postern-${name}-${own}`,
    };
  });
}

/** next-auth's settings, made at the first request: building the console needs no environment. */
export function authOptions(browser: Browser): AuthOptions {
  provideNextAuthUrl();
  const oidc = oidcSettings();
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
      // For as long as signing in at a provider may take.
      pkceCodeVerifier: { name: names.check('pkce'), options: { ...options, maxAge: CHECK_S } },
      state: { name: names.check('state'), options: { ...options, maxAge: CHECK_S } },
      nonce: { name: names.check('nonce'), options: { ...options, maxAge: CHECK_S } },
    },
    logger: authLogger,
    providers: [credentials(browser), ...(oidc ? [oidcProvider(oidc)] : [])],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== OIDC_PROVIDER) return true;
        const entered = await enter(profile, browser);
        if (typeof entered === 'string') return routes.signIn(undefined, entered);
        // What `jwt` below puts into the cookie.
        user.id = entered.sessionId;
        return true;
      },
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

async function enter(claims: unknown, browser: Browser): ReturnType<typeof signInFederated> {
  try {
    const client = { ip: currentClient()?.ip ?? null, userAgent: browser.userAgent };
    return await signInFederated(personOf(claims), client);
  } catch (error) {
    logger().error({ err: error }, 'sign-in with the provider failed');
    return 'provider_failed';
  }
}

function credentials(browser: Browser) {
  return CredentialsProvider({
    credentials: { email: {}, password: {}, code: {} },
    authorize: async (given) => {
      try {
        const { sessionId, userId } = await signIn(
          { email: given?.email ?? '', password: given?.password ?? '', code: given?.code },
          {
            ip: currentClient()?.ip ?? null,
            userAgent: browser.userAgent,
            deviceToken: await browser.readDevice(),
          },
        );
        await browser.rememberDevice(userId);
        return { id: sessionId };
      } catch (error) {
        // A session whose id was lost with the answer opens nothing: to repeat the sign-in is always right.
        const known = toAppError(nothingDone(error));
        if (known.code === 'internal' || known.code === 'unavailable') logger().error({ err: error }, 'sign-in failed');
        if (HTTP_STATUS[known.code] === 503) answerStatus(HTTP_STATUS[known.code], known.retryAfterS);
        // next-auth hands the message of the thrown error to the form, and nothing else.
        throw new Error(known.message);
      }
    },
  });
}

const BY_CALLERS = new Set(['INVALID_CALLBACK_URL_ERROR']);

const authLogger: AuthOptions['logger'] = {
  error: (code, metadata) => {
    const error = metadata instanceof Error ? metadata : metadata.error;
    // Anyone can cause these, by what they ask for.
    const level = BY_CALLERS.has(code) ? 'debug' : 'error';
    logger()[level]({ code, err: error }, 'next-auth');
  },
  warn: (code) => logger().debug({ code }, 'next-auth'),
  debug: () => {},
};
