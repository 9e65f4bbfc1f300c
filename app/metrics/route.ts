import { hash, timingSafeEqual } from 'node:crypto';
import { env } from '@/lib/env';
import { AppError, notFound } from '@/lib/errors';
import { apiRoute } from '@/lib/http/api-route';
import { gateMetrics } from '@/lib/metrics/gate';
import { queueMetrics } from '@/lib/metrics/queue';

/** Returns the metrics of this process and of the queue for Prometheus. Requires METRICS_TOKEN; 404 without that setting. */
export const GET = apiRoute(async (request) => {
  const { METRICS_TOKEN: token } = env();
  if (!token) throw notFound('page');
  const shown = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (!timingSafeEqual(hash('sha256', shown, 'buffer'), hash('sha256', token, 'buffer'))) {
    throw new AppError('unauthorized', 'Show the token of METRICS_TOKEN: Authorization: Bearer …');
  }
  const { registry } = gateMetrics();
  const body = `${await registry.metrics()}\n${await queueMetrics()}`;
  return { status: 200, headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' }, body };
});
