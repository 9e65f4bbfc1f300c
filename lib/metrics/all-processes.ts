import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import { processSingleton } from '../base/process-singleton';
import { apiMetrics } from './api-metrics';

/** The metrics of a process, as they are sent between processes. */
export type MetricsList = MetricObjectWithValues<MetricValue<string>>[];

type Collect = () => Promise<MetricsList[]>;

const others = () => processSingleton('metrics-of-others', () => ({ collect: (async () => []) as Collect }));

/** Sets how the metrics of the other web processes of this machine are collected. Without it there are none. */
export function collectOthersWith(collect: Collect): void {
  others().collect = collect;
}

/** Returns the metrics of all web processes of this machine in Prometheus' text format: sums, except for backlogs and lags. */
export async function metricsOfAll(): Promise<string> {
  const { registry } = apiMetrics();
  const collected = await others().collect();
  if (collected.length === 0) return registry.metrics();
  return AggregatorRegistry.aggregate([await registry.getMetricsAsJSON(), ...collected]).metrics();
}
