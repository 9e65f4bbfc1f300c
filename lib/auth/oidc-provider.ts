import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import type { OidcSettings } from '../runtime/env';
import type { FederatedPerson } from './sign-in-federated';

/** Stands in the address that providers come back to: /api/auth/callback/oidc. */
export const OIDC_PROVIDER = 'oidc';

const TIMEOUT_MS = 10_000;

/** Claims that matter to us (OpenID Connect Core §5.1). Some providers say `email_verified` as a string. */
const claimsSchema = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1),
  email: z.string().nullish(),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).nullish(),
});

/** Tokens as openid-client gives them to us: signature, issuer, audience, expiry and nonce are checked. */
type VerifiedTokens = { claims: () => { sub: string; email?: string } };

/** Authorization code flow with PKCE, state and nonce, for whichever provider the settings name. */
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
        // Providers may tell the e-mail address only here.
        const told = await client.userinfo(tokens.access_token ?? '');
        if (told.sub !== claims.sub) throw new Error('userinfo is about somebody else than the ID token');
        return { ...told, ...claims };
      },
    },
    profile: ({ sub }) => ({ id: sub }),
  };
}

/** Who the provider's claims name. Throws when they are not what the standard promises. */
export function personOf(claims: unknown): FederatedPerson {
  const { iss, sub, email, email_verified } = claimsSchema.parse(claims);
  return { issuer: iss, subject: sub, email: email ?? null, emailVerified: email_verified === true };
}
