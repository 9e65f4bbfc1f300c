import type { AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { HTTP_STATUS } from '../base/errors';
import { isId } from '../base/ids';
import { processSingleton } from '../base/process-singleton';
import { routes } from '../base/routes';
import { asUncommitted, toAppError } from '../database/translate-error';
import { oidcSettings, publicUrl, setNextAuthUrl } from '../runtime/env';
import { logger } from '../runtime/logger';
import { setResponseStatus } from '../runtime/request-client';
import { derivedKey } from '../secrets/digest';
import { callbackTarget, isReadableCallback } from './callback-url';
import { identityOf, OIDC_PROVIDER, oidcProvider } from './oidc-provider';
import { readSession, signOut } from './session-actor';
import { SESSION_DAYS } from './sessions';
import { type SignInClient, signIn } from './sign-in';
import { signInFederated } from './sign-in-federated';

/** The request's browser. */
export type Browser = {
  client: SignInClient;
  /** Sets its cookie of known devices. */
  rememberDevice: (deviceCookie: string) => Promise<void>;
  /** The cookie that contains the address to go to after a sign-in at a provider. */
  callbackCookie: string | null;
};

const CHECK_S = 900;

/** Whether the console is served by https: then cookies are sent only there. */
export function isSecure(): boolean {
  return publicUrl().startsWith('https:');
}

/** Returns the key that encrypts session cookies. */
export function sessionSecret(): string {
  return processSingleton('session-secret', () => derivedKey('session'));
}

/**
 * Returns the cookie names of this installation. Browsers send cookies to every port of a host, so installations on one
 * machine would overwrite each other's under a common name.
 */
export function cookieNames(): {
  session: string;
  csrf: string;
  callback: string;
  device: string;
  check: (name: string) => string;
} {
  return processSingleton('cookie-names', () => {
    const installation = derivedKey('cookie-name').slice(0, 8);
    // Browsers accept these only from this host, with Secure and for all paths (RFC 6265bis §4.1.3.2).
    const prefix = isSecure() ? '__Host-' : '';
    return {
      session: `${prefix}postern-session-${installation}`,
      csrf: `${prefix}postern-csrf-${installation}`,
      callback: `${prefix}postern-callback-${installation}`,
      device: `${prefix}postern-device-${installation}`,
      check: (name) => `${prefix}postern-${name}-${installation}`,
    };
  });
}

/** Returns next-auth's settings. Called per request, because the console is built without an environment. */
export function authOptions(browser: Browser): AuthOptions {
  setNextAuthUrl();
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
      // next-auth answers 500 for an unreadable cookie, so it must not find that one.
      callbackUrl: { name: hasReadableCallback(browser) ? names.callback : `${names.callback}-new`, options },
      // The longest time that a sign-in at a provider may take.
      pkceCodeVerifier: { name: names.check('pkce'), options: { ...options, maxAge: CHECK_S } },
      state: { name: names.check('state'), options: { ...options, maxAge: CHECK_S } },
      nonce: { name: names.check('nonce'), options: { ...options, maxAge: CHECK_S } },
    },
    logger: authLogger,
    providers: [credentials(browser), ...(oidc ? [oidcProvider(oidc)] : [])],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== OIDC_PROVIDER) return true;
        const signedIn = await signInWithProvider(profile, browser);
        if (typeof signedIn === 'string') return routes.signIn(undefined, signedIn);
        // The callback `jwt` below writes this id into the cookie.
        user.id = signedIn.sessionId;
        await browser.rememberDevice(signedIn.deviceCookie);
        return true;
      },
      redirect: ({ url, baseUrl }) => callbackTarget(url, baseUrl),
      // The cookie contains only the session's id: role and account are read on each request.
      jwt: ({ token, user }) => ({ sid: user ? user.id : token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid !== 'string' || !isId(token.sid)) return;
        const session = await readSession(token.sid, browser.client.ip);
        if (session) await signOut(session.actor);
      },
    },
  };
}

function hasReadableCallback({ callbackCookie }: Browser): boolean {
  return !callbackCookie || isReadableCallback(callbackCookie, publicUrl());
}

async function signInWithProvider(claims: unknown, browser: Browser): ReturnType<typeof signInFederated> {
  try {
    return await signInFederated(identityOf(claims), browser.client);
  } catch (error) {
    logger().error({ err: error }, 'sign-in with the provider failed');
    return 'provider_failed';
  }
}

function credentials(browser: Browser) {
  return CredentialsProvider({
    credentials: { email: {}, password: {}, code: {}, passkey: {} },
    authorize: async (input) => {
      try {
        const { email = '', password = '', code, passkey } = input ?? {};
        const { sessionId, deviceCookie } = await signIn({ email, password, code, passkey }, browser.client);
        await browser.rememberDevice(deviceCookie);
        return { id: sessionId };
      } catch (error) {
        // A session whose id was lost with the response cannot be used, so it is always safe to repeat the sign-in.
        const known = toAppError(asUncommitted(error));
        if (known.code === 'internal' || known.code === 'unavailable') logger().error({ err: error }, 'sign-in failed');
        if (HTTP_STATUS[known.code] === 503) setResponseStatus(HTTP_STATUS[known.code], known.retryAfterS);
        // next-auth passes only the message of the thrown error to the form.
        throw new Error(known.message);
      }
    },
  });
}

/** Errors of next-auth that any request can cause. */
const CAUSED_BY_REQUESTS = new Set(['INVALID_CALLBACK_URL_ERROR']);

const authLogger: AuthOptions['logger'] = {
  error: (code, metadata) => {
    const error = metadata instanceof Error ? metadata : metadata.error;
    const level = CAUSED_BY_REQUESTS.has(code) ? 'debug' : 'error';
    logger()[level]({ code, err: error }, 'next-auth');
  },
  warn: (code) => logger().debug({ code }, 'next-auth'),
  debug: () => {},
};
