import { db } from '../../database/db';
import { destinationOf } from '../destination';
import { HEADER_MASK } from '../endpoints/headers';
import { requestOf } from '../formats/request';
import { USER_AGENT } from '../user-agent';

const MAX_ATTEMPTS = 100;

export type DeliveryAttempt = {
  number: number;
  at: Date;
  durationMs: number;
  httpStatus: number | null;
  error: string | null;
  response: string | null;
  /** As they are made by today's settings of the target: headers are not stored. Null where it can no longer be signed. */
  requestHeaders: [name: string, value: string][] | null;
};

type Of = { id: string; url: string; body: string; endpointId: string | null; apiKeyId: string | null };

/** Returns the attempts of a delivery of the account, oldest first, at most 100. */
export async function readAttempts(accountId: string, of: Of): Promise<DeliveryAttempt[]> {
  const attempts = await db().webhookAttempt.findMany({
    where: { reportId: of.id, accountId },
    orderBy: { number: 'asc' },
    take: MAX_ATTEMPTS,
  });
  const headersAt = await requestHeaders(accountId, of);
  return attempts.map(({ reportId: _r, accountId: _a, ...attempt }) => ({
    ...attempt,
    requestHeaders: headersAt(attempt.at),
  }));
}

/** Custom headers are masked, since they often have credentials. */
async function requestHeaders(accountId: string, of: Of) {
  const { id, url, body, endpointId, apiKeyId } = of;
  const [endpoint, owner] = await Promise.all([
    endpointId === null ? null : db().webhookEndpoint.findFirst({ where: { id: endpointId, accountId } }),
    endpointId === null ? ownerOf(accountId, apiKeyId) : null,
  ]);
  const report = {
    ...{ id, rowId: '', url, body, accountId, apiKeyId, endpointId, attempt: 1 },
    webhookSecret: owner?.webhookSecret ?? null,
  };
  return (at: Date): DeliveryAttempt['requestHeaders'] => {
    if (endpointId !== null && !endpoint) return null;
    const { to } = destinationOf(report, { endpoint, previousSecret: null }, at);
    if (!to) return null;
    const masked = Object.fromEntries(Object.keys(to.headers).map((name) => [name, HEADER_MASK]));
    try {
      return Object.entries(requestOf(report, { ...to, headers: masked }, at, USER_AGENT).headers);
    } catch {
      return null;
    }
  };
}

function ownerOf(accountId: string, apiKeyId: string | null): Promise<{ webhookSecret: string | null } | null> {
  const select = { webhookSecret: true } as const;
  return apiKeyId === null
    ? db().account.findUnique({ where: { id: accountId }, select })
    : db().apiKey.findFirst({ where: { id: apiKeyId, accountId }, select });
}
