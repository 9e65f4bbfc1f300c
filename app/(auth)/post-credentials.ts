const CALLBACK = '/api/auth/callback/credentials';
const UNREACHABLE = 'The server did not answer. Check the connection, then try again.';

/** Signs in through next-auth. Answers null, or why not. */
export async function postCredentials(credentials: { email: string; password: string }): Promise<string | null> {
  try {
    const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
    const body = new URLSearchParams({ ...credentials, csrfToken, json: 'true' });
    const response = await fetch(CALLBACK, { method: 'POST', body });
    if (response.ok) return null;
    const { url } = (await response.json()) as { url: string };
    return new URL(url, window.location.href).searchParams.get('error') ?? UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}
