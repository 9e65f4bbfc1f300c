import { hash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { AppError, notFound } from '../../base/errors';
import { carrierMetrics } from '../../health/carrier-metrics';
import { queueMetrics } from '../../health/queue-metrics';
import { metricsOfAll } from '../../metrics/all-processes';
import { apiMetrics } from '../../metrics/api-metrics';
import { env } from '../../runtime/env';
import { endpoint } from '../endpoint';

/** Returns the metrics of this machine's web processes, of the queues and of the carriers for Prometheus. Requires METRICS_TOKEN; 404 without that setting. */
export const metrics = endpoint({
  method: 'GET',
  path: '/metrics',
  permission: null,
  status: 200,
  response: z.string(),
  errors: ['not_found', 'unauthorized'],
  async handle({ headers }) {
    const { METRICS_TOKEN: token } = env();
    if (!token) throw notFound('page');
    const presented = /^Bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
    if (!timingSafeEqual(hash('sha256', presented, 'buffer'), hash('sha256', token, 'buffer'))) {
      throw new AppError('unauthorized', 'Show the token of METRICS_TOKEN: Authorization: Bearer …');
    }
    const { registry } = apiMetrics();
    const body = `${await metricsOfAll()}\n${await queueMetrics()}\n${await carrierMetrics()}`;
    return { body, headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' } };
  },
});
