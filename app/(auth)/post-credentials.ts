const CALLBACK = '/api/auth/callback/credentials';
const PROVIDER = '/api/auth/signin/oidc';
const UNREACHABLE = 'The server did not respond. Check the connection, then try again.';

/** Signs in through next-auth. Returns null, or the reason of the refusal. */
export async function postCredentials(credentials: {
  email: string;
  password: string;
  code?: string;
  /** The assertion of a passkey, as JSON. */
  passkey?: string;
}): Promise<string | null> {
  try {
    const response = await post(CALLBACK, credentials);
    if (response.ok) return null;
    const { url, detail } = (await response.json()) as { url?: string; detail?: string };
    // Refused by the web server before sign-in saw it.
    if (url === undefined) return detail ?? UNREACHABLE;
    return new URL(url, window.location.href).searchParams.get('error') ?? UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}

/** Returns the provider's sign-in URL, which redirects back to `next`, or the reason why it is not available. */
export async function findProviderAddress(next: string): Promise<{ address: string } | { refusal: string }> {
  try {
    const response = await post(PROVIDER, { callbackUrl: next });
    const { url, detail } = (await response.json()) as { url?: string; detail?: string };
    return response.ok && url !== undefined ? { address: url } : { refusal: detail ?? UNREACHABLE };
  } catch {
    return { refusal: UNREACHABLE };
  }
}

async function post(address: string, fields: Record<string, string>): Promise<Response> {
  const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
  return fetch(address, { method: 'POST', body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }) });
}
