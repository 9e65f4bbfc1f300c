import type { OAuthConfig } from 'next-auth/providers/oauth';
import * as z from 'zod';
import type { OidcSettings } from '../runtime/env';
import type { FederatedIdentity } from './sign-in-federated';

/** Part of the redirect address that providers know: /api/auth/callback/oidc. */
export const OIDC_PROVIDER = 'oidc';

const TIMEOUT_MS = 10_000;

/** The claims in use (OpenID Connect Core §5.1). Some providers send `email_verified` as a string. */
const claimsSchema = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1),
  email: z.string().nullish(),
  amr: z.array(z.string()).nullish().catch(null),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).nullish(),
});

/** Tokens from openid-client, which has checked signature, issuer, audience, expiry and nonce. */
type VerifiedTokens = { claims: () => { sub: string; email?: string } };

/** Returns the configured provider: authorization code flow with PKCE, state and nonce. */
export function oidcProvider({ issuer, clientId, clientSecret, name }: OidcSettings): OAuthConfig<{ sub: string }> {
  return {
    id: OIDC_PROVIDER,
    name,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid email' } },
    httpOptions: { timeout: TIMEOUT_MS },
    userinfo: {
      request: async ({ client, tokens }) => {
        const claims = (tokens as VerifiedTokens).claims();
        if (claims.email !== undefined) return claims;
        // Some providers return the e-mail address only here.
        const userinfo = await client.userinfo(tokens.access_token ?? '');
        if (userinfo.sub !== claims.sub) throw new Error('userinfo and ID token have different subjects');
        return { ...userinfo, ...claims };
      },
    },
    profile: ({ sub }) => ({ id: sub }),
  };
}

/** Returns the identity in the provider's claims. Throws when they do not conform to the standard. */
export function identityOf(claims: unknown): FederatedIdentity {
  const { iss, sub, email, email_verified, amr } = claimsSchema.parse(claims);
  return {
    issuer: iss,
    subject: sub,
    email: email ?? null,
    emailVerified: email_verified === true,
    multiFactor: amr?.includes('mfa') ?? false,
  };
}
