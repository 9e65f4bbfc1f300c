import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { processSingleton } from '../base/process-singleton';

/** Seconds: from a single request on an idle machine to the limit of backpressure. */
const DURATIONS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

/** Metrics of the API, exposed at GET /metrics. */
export type ApiMetrics = {
  registry: Registry;
  /** Messages committed. */
  accepted: Counter;
  /** Requests that got a replay: by Idempotency-Key or signature. */
  repeated: Counter;
  /** Responses other than a success, by error code. */
  refused: Counter<'code'>;
  /** Seconds from the end of the request's body to its response, for accepted requests to send. */
  duration: Histogram;
  /** Messages per group commit. */
  batch: Histogram;
  /** Key lookups: cached in the process, or loaded from the database. Plain numbers, as every request adds one. */
  lookups: { remembered: number; loaded: number };
};

/** Returns the metrics of this process. */
export function apiMetrics(): ApiMetrics {
  return processSingleton('api-metrics', () => {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry, prefix: 'postern_' });
    const lookups = { remembered: 0, loaded: 0 };
    new Counter({
      name: 'postern_key_lookups_total',
      help: 'API keys looked up: cached in the process, or loaded from the database.',
      labelNames: ['from'],
      registers,
      collect() {
        this.reset();
        for (const [from, count] of Object.entries(lookups)) this.inc({ from }, count);
      },
    });
    return {
      registry,
      accepted: new Counter({ name: 'postern_messages_accepted_total', help: 'Messages committed.', registers }),
      repeated: new Counter({
        name: 'postern_requests_repeated_total',
        help: 'Requests that were repeated and got the first response.',
        registers,
      }),
      refused: new Counter({
        name: 'postern_requests_refused_total',
        help: 'API requests that got a problem as response, by code.',
        labelNames: ['code'],
        registers,
      }),
      duration: new Histogram({
        name: 'postern_accept_duration_seconds',
        help: 'From the end of the request to its response, for accepted requests to send.',
        buckets: DURATIONS_S,
        registers,
      }),
      batch: new Histogram({
        name: 'postern_accept_batch_messages',
        help: 'Messages per group commit, normally one statement.',
        buckets: BATCH_SIZES,
        registers,
      }),
      lookups,
    };
  });
}

/**
 * Adds a gauge whose value is read at each scrape. A second gauge of the same name is ignored. `aggregator`: how the values
 * of several processes become one.
 */
export function gauge(name: string, help: string, read: () => number, aggregator: 'sum' | 'max' = 'sum'): void {
  const { registry } = apiMetrics();
  if (registry.getSingleMetric(name)) return;
  new Gauge({
    name,
    help,
    aggregator,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
