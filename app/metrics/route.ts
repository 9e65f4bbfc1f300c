import { hash, timingSafeEqual } from 'node:crypto';
import { apiRoute } from '@/lib/api/api-route';
import { AppError, notFound } from '@/lib/base/errors';
import { queueMetrics } from '@/lib/health/queue-metrics';
import { apiMetrics } from '@/lib/metrics/api-metrics';
import { env } from '@/lib/runtime/env';

/** Returns the metrics of this process and of the queue for Prometheus. Requires METRICS_TOKEN; 404 without that setting. */
export const GET = apiRoute(async (request) => {
  const { METRICS_TOKEN: token } = env();
  if (!token) throw notFound('page');
  const presented = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (!timingSafeEqual(hash('sha256', presented, 'buffer'), hash('sha256', token, 'buffer'))) {
    throw new AppError('unauthorized', 'Show the token of METRICS_TOKEN: Authorization: Bearer …');
  }
  const { registry } = apiMetrics();
  const body = `${await registry.metrics()}\n${await queueMetrics()}`;
  return { status: 200, headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' }, body };
});
