/** Pages and downloads of the console; a test compares them with app/. `[id]` is any one segment. */
export const CONSOLE_PATHS = [
  '/',
  '/account',
  '/account/audit-log',
  '/account/audit-log/csv',
  '/account/credit',
  '/account/credit/csv',
  '/account/limits',
  '/account/members',
  '/account/sending',
  '/account/verification',
  '/developer-tools',
  '/developer-tools/api-keys',
  '/developer-tools/api-keys/[id]',
  '/developer-tools/api-reference',
  '/developer-tools/auto-replace',
  '/developer-tools/auto-replace/csv',
  '/developer-tools/refusals',
  '/developer-tools/sender-ids',
  '/developer-tools/webhooks',
  '/developer-tools/webhooks/[id]',
  '/developer-tools/webhooks/deliveries',
  '/developer-tools/webhooks/deliveries/[id]',
  '/developer-tools/webhooks/new',
  '/developer-tools/webhooks/receiver',
  '/developer-tools/webhooks/receiver/requests',
  '/developer-tools/webhooks/verify',
  '/docs/errors',
  '/docs/errors/[id]',
  '/invitation',
  '/live',
  '/messages',
  '/messages/[id]',
  '/messages/received',
  '/messages/received/[id]',
  '/messages/received/csv',
  '/operator',
  '/operator/accounts',
  '/operator/carriers',
  '/operator/carriers/[id]',
  '/operator/carriers/[id]/edit',
  '/operator/carriers/new',
  '/operator/delivery-reports',
  '/operator/numbers',
  '/operator/numbers/unassigned',
  '/operator/prices',
  '/operator/prices/csv',
  '/operator/routes',
  '/operator/security-events',
  '/operator/sender-ids',
  '/operator/users',
  '/operator/verification-requests',
  '/operator/verification-requests/[id]',
  '/overview',
  '/profile',
  '/reset-password',
  '/second-factor',
  '/setup',
  '/sign-in',
];
/** Files of public/ and app/ that browsers load by name. */
export const CONSOLE_FILES = ['/favicon.ico', '/icon.svg', '/robots.txt'];

/** The endpoints of next-auth for single sign-on. Without a provider, next-auth answers them with plain text. */
const SINGLE_SIGN_ON: Record<string, readonly string[]> = {
  '/api/auth/signin/oidc': ['POST'],
  '/api/auth/callback/oidc': ['GET', 'HEAD'],
};
/** The endpoints of next-auth that the console uses. Others stay closed: `_log` writes any request into the error log. */
const AUTH_ENDPOINTS: Record<string, readonly string[]> = {
  ...SINGLE_SIGN_ON,
  '/api/auth/csrf': ['GET', 'HEAD'],
  '/api/auth/callback/credentials': ['POST'],
  // Where next-auth sends a browser whose sign-in failed; both lead on to our page.
  '/api/auth/error': ['GET', 'HEAD'],
  '/api/auth/signin': ['GET', 'HEAD'],
};

/** First segments of paths that clients of other vendors' SMS APIs call, and browsers never do. */
const VENDOR_PATH =
  /^\/(?:v\d+|\d{4}-\d\d-\d\d|rest|cgi-bin|json|send|send_sms|cancel_sms|get_balance|get_dlr_response)(?:\/|$)/i;
const API_PATH = /^\/+(?:api|metrics|hooks)(?:\/|$)/i;

const known = new Set([...CONSOLE_PATHS.filter((path) => !path.includes('[')), ...CONSOLE_FILES]);
const dynamic = CONSOLE_PATHS.filter((path) => path.includes('[')).map(
  (path) => new RegExp(`^${path.replace('[id]', '[^/]+')}$`),
);

/** The handler of a path: the API (also for unknown API paths), a page of the console, one of its files, or none. */
export type RequestHandler = 'api' | 'page' | 'file' | 'unknown';

/** Of a request: the path, decoded and as sent, and the method. */
type Asked = { path: string | null; sent: string; method: string };

/** Returns the handler of a request. The path as sent must exactly name an endpoint of sign-in. */
export function handlerOf({ path, sent, method }: Asked, hasSingleSignOn: boolean): RequestHandler {
  if (path === null) return 'api';
  if (AUTH_ENDPOINTS[sent]?.includes(method)) return hasSingleSignOn || !SINGLE_SIGN_ON[sent] ? 'page' : 'api';
  // Next would redirect an empty segment away, to another host where the path begins with one.
  if (API_PATH.test(path) || VENDOR_PATH.test(path) || path.includes('//')) return 'api';
  if (path.startsWith('/_next/static/')) return 'file';
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (known.has(plain)) return CONSOLE_FILES.includes(plain) ? 'file' : 'page';
  return dynamic.some((pattern) => pattern.test(plain)) ? 'page' : 'unknown';
}

/** Returns whether the path is an endpoint of sign-in. They respond to a form with JSON. */
export function isAuthEndpoint(sent: string): boolean {
  return Object.hasOwn(AUTH_ENDPOINTS, sent);
}
