import { collectOthersWith, type MetricsList } from '@/lib/metrics/all-processes';
import { apiMetrics, gauge } from '@/lib/metrics/api-metrics';
import type { FromWeb, ToWeb } from './metrics-messages';

/** Longer than the supervisor waits for the other processes. */
const ANSWER_LIMIT_MS = 2_000;

/** The channel to the supervisor, as `process` has it. */
export type Channel = {
  send?: (message: FromWeb) => unknown;
  on: (event: 'message', listener: (message: unknown) => void) => unknown;
};

/** Shares the metrics of this process with the other web processes of this start, and theirs with this one. */
export function shareMetrics(channel: Channel, { isWeb }: { isWeb: boolean }): void {
  const count = isWeb ? 1 : 0;
  gauge('postern_web_processes', 'Web processes of this machine whose figures are included.', () => count);
  let lastId = 0;
  const waiting = new Map<number, (answers: MetricsList[]) => void>();
  channel.on('message', (message) => {
    const received = message as ToWeb;
    if (received.type === 'metrics-of-others') waiting.get(received.id)?.(received.answers);
    if (received.type !== 'read-metrics') return;
    const { id } = received;
    void apiMetrics()
      .registry.getMetricsAsJSON()
      .then((metrics) => channel.send?.({ type: 'metrics', id, metrics }));
  });
  collectOthersWith(() => {
    const id = ++lastId;
    return new Promise<MetricsList[]>((resolve) => {
      const limit = setTimeout(() => resolve([]), ANSWER_LIMIT_MS);
      waiting.set(id, (answers) => {
        clearTimeout(limit);
        resolve(answers);
      });
      if (channel.send?.({ type: 'collect-metrics', id }) === undefined) resolve([]);
    }).finally(() => waiting.delete(id));
  });
}
