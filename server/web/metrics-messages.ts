import type { MetricsList } from '@/lib/metrics/all-processes';

export type { MetricsList };

/** What a web process sends to the supervisor: a request for the metrics of the others, or its own on request. */
export type FromWeb = { type: 'collect-metrics'; id: number } | { type: 'metrics'; id: number; metrics: MetricsList };

/** What the supervisor sends to a web process: a request for its metrics, or those of the others on its request. */
export type ToWeb =
  | { type: 'read-metrics'; id: number }
  | { type: 'metrics-of-others'; id: number; answers: MetricsList[] };
