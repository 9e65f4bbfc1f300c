import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { processSingleton } from '../base/process-singleton';

/** Seconds: from a lone request on an idle machine to what backpressure lets wait. */
const DURATIONS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

/** What the gate measures of itself, in Prometheus' words. Read with GET /metrics. */
export type GateMetrics = {
  registry: Registry;
  /** Messages committed. */
  accepted: Counter;
  /** Requests answered from an earlier one: by Idempotency-Key or signature. */
  repeated: Counter;
  /** Answers other than a success, by our code. */
  refused: Counter<'code'>;
  /** Seconds from the request's having been read to its answer, of accepted requests to send. */
  duration: Histogram;
  /** Messages taken together to be written. */
  batch: Histogram;
  /** API keys looked up: remembered by the process, or loaded from the database. Plain numbers: every request counts one. */
  lookups: { remembered: number; loaded: number };
};

/** The process's own, made on first use. */
export function gateMetrics(): GateMetrics {
  return processSingleton('gate-metrics', () => {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry, prefix: 'postern_' });
    const lookups = { remembered: 0, loaded: 0 };
    new Counter({
      name: 'postern_key_lookups_total',
      help: 'API keys looked up: remembered by the process, or loaded from the database.',
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
        help: 'Requests that were carried out before and got the first answer.',
        registers,
      }),
      refused: new Counter({
        name: 'postern_requests_refused_total',
        help: 'API requests that were answered with a problem, by code.',
        labelNames: ['code'],
        registers,
      }),
      duration: new Histogram({
        name: 'postern_accept_duration_seconds',
        help: 'From the request having been read to its answer, of accepted requests to send.',
        buckets: DURATIONS_S,
        registers,
      }),
      batch: new Histogram({
        name: 'postern_accept_batch_messages',
        help: 'Messages taken together to be written, by one statement but for rare cases.',
        buckets: BATCH_SIZES,
        registers,
      }),
      lookups,
    };
  });
}

/** Adds a gauge that is read when the metrics are. Once a process: a second of the same name is ignored. */
export function gauge(name: string, help: string, read: () => number): void {
  const { registry } = gateMetrics();
  if (registry.getSingleMetric(name)) return;
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
