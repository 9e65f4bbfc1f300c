type Query = Record<string, string | number | undefined>;

/** The console's addresses. No other code spells them out. */
export const routes = {
  /** `error`: code of the reason why a sign-in at the identity provider failed. */
  signIn: (next?: string, error?: string) => withQuery('/sign-in', { next, error }),
  /** Where a session proves or sets up the second factor that its account requires. */
  secondFactor: (next?: string) => withQuery('/second-factor', { next }),
  setup: (token: string) => withToken('/setup', token),
  overview: () => '/overview',
  /** Stream of changes. `since`: changes from this time of the server on are sent first. */
  live: (since?: number) => withQuery('/live', { since }),
  messages: (query: Query = {}) => withQuery('/messages', query),
  message: (id: string) => `/messages/${id}`,
  received: (query: Query = {}) => withQuery('/messages/received', query),
  receivedMessage: (id: string) => `/messages/received/${id}`,
  receivedCsv: (query: Query = {}) => withQuery('/messages/received/csv', query),
  apiKeys: (query: Query = {}) => withQuery('/developer-tools/api-keys', query),
  apiKey: (id: string, section?: string) => `/developer-tools/api-keys/${id}${section ? `#${section}` : ''}`,
  members: (query: Query = {}) => withQuery('/account/members', query),
  verification: () => '/account/verification',
  auditLog: (query: Query = {}) => withQuery('/account/audit-log', query),
  auditLogCsv: (query: Query = {}) => withQuery('/account/audit-log/csv', query),
  profile: (section?: string) => `/profile${section ? `#${section}` : ''}`,
  operatorAccounts: (query: Query = {}) => withQuery('/operator/accounts', query),
  operatorUsers: (query: Query = {}) => withQuery('/operator/users', query),
  securityEvents: (query: Query = {}) => withQuery('/operator/security-events', query),
  operatorRequests: (query: Query = {}) => withQuery('/operator/verification-requests', query),
  operatorRequest: (id: string) => `/operator/verification-requests/${id}`,
  /** Without a token: the browser has kept it. */
  invitation: (token?: string) => withToken('/invitation', token),
  resetPassword: (token: string) => withToken('/reset-password', token),
  senderIds: (query: Query = {}) => withQuery('/developer-tools/sender-ids', query),
  autoReplace: (query: Query = {}) => withQuery('/developer-tools/auto-replace', query),
  autoReplaceCsv: () => '/developer-tools/auto-replace/csv',
  webhooks: () => '/developer-tools/webhooks',
  newWebhook: () => '/developer-tools/webhooks/new',
  webhook: (id: string, section?: string) => `/developer-tools/webhooks/${id}${section ? `#${section}` : ''}`,
  webhookDeliveries: (query: Query = {}) => withQuery('/developer-tools/webhooks/deliveries', query),
  webhookDelivery: (id: string) => `/developer-tools/webhooks/deliveries/${id}`,
  webhookReceiver: () => '/developer-tools/webhooks/receiver',
  webhookReceiverRequests: () => '/developer-tools/webhooks/receiver/requests',
  verifySignature: () => '/developer-tools/webhooks/verify',
  refusals: (query: Query = {}) => withQuery('/developer-tools/refusals', query),
  sendingDefaults: () => '/account/sending',
  limits: () => '/account/limits',
  credit: (query: Query = {}) => withQuery('/account/credit', query),
  creditCsv: () => '/account/credit/csv',
  operatorPrices: () => '/operator/prices',
  operatorPricesCsv: () => '/operator/prices/csv',
  operatorSenderIds: (query: Query = {}) => withQuery('/operator/sender-ids', query),
  operatorCarriers: () => '/operator/carriers',
  operatorNewCarrier: () => '/operator/carriers/new',
  operatorCarrier: (name: string, query: Query = {}) => withQuery(`/operator/carriers/${name}`, query),
  operatorEditCarrier: (name: string) => `/operator/carriers/${name}/edit`,
  operatorRoutes: (query: Query = {}) => withQuery('/operator/routes', query),
  operatorNumbers: (query: Query = {}) => withQuery('/operator/numbers', query),
  unassignedMessages: (query: Query = {}) => withQuery('/operator/numbers/unassigned', query),
  operatorReports: () => '/operator/delivery-reports',
  errorCodes: () => '/docs/errors',
  errorCode: (code: string) => `/docs/errors/${code}`,
  apiReference: (section?: string) => `/developer-tools/api-reference${section ? `#${section}` : ''}`,
};

/** In the fragment, which browsers send neither to the server nor in a Referer header, and which no proxy logs. */
function withToken(path: string, token: string | undefined): string {
  return token === undefined ? path : `${path}#token=${encodeURIComponent(token)}`;
}

function withQuery(path: string, query: Query): string {
  const present = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(present.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

/**
 * Returns where to go after sign-in: `next` when it is an address inside the console, else the overview. Anything that a
 * browser could read as another site (`//evil.example`, `/\evil.example`, `https:…`) is refused: no open redirects.
 */
export function safeNext(next: string | undefined): string {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\\\s]|\p{Cc}/u.test(next) || next.startsWith('/api/'))
    return routes.overview();
  return next;
}
