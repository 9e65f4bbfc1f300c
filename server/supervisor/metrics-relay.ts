import type { FromWeb, MetricsList, ToWeb } from '../web/metrics-messages';
import type { Child } from './child';

/** A process that does not respond in this time is left out: it is being restarted, or its event loop is blocked. */
const ANSWER_LIMIT_MS = 1_000;

type Collection = {
  requester: Pick<Child, 'send'>;
  id: number;
  open: Set<Pick<Child, 'send'>>;
  answers: MetricsList[];
  limit: NodeJS.Timeout;
};

/** Passes the metrics of all web processes to the one that serves GET /metrics. */
export class MetricsRelay {
  #lastId = 0;
  readonly #collections = new Map<number, Collection>();

  constructor(private readonly processes: readonly Pick<Child, 'send' | 'isReady'>[]) {}

  /** Handles a message of a web process; ignores those that do not concern metrics. */
  take(from: Pick<Child, 'send'>, message: unknown): void {
    const received = message as FromWeb;
    if (received.type === 'collect-metrics') this.#request(from, received.id);
    if (received.type === 'metrics') this.#receive(from, received.id, received.metrics);
  }

  #request(requester: Pick<Child, 'send'>, id: number): void {
    const others = this.processes.filter((child) => child !== requester && child.isReady());
    const ownId = ++this.#lastId;
    const limit = setTimeout(() => this.#finish(ownId), ANSWER_LIMIT_MS);
    this.#collections.set(ownId, { requester, id, open: new Set(others), answers: [], limit });
    for (const other of others) other.send({ type: 'read-metrics', id: ownId } satisfies ToWeb);
    if (others.length === 0) this.#finish(ownId);
  }

  #receive(from: Pick<Child, 'send'>, id: number, metrics: MetricsList): void {
    const collection = this.#collections.get(id);
    if (!collection?.open.delete(from)) return;
    collection.answers.push(metrics);
    if (collection.open.size === 0) this.#finish(id);
  }

  #finish(ownId: number): void {
    const collection = this.#collections.get(ownId);
    if (!collection) return;
    this.#collections.delete(ownId);
    clearTimeout(collection.limit);
    const { requester, id, answers } = collection;
    requester.send({ type: 'metrics-of-others', id, answers } satisfies ToWeb);
  }
}
