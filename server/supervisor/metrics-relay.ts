import type { FromWeb, MetricsList, ToWeb } from '../web/metrics-messages';
import type { Child } from './child';

/** A process that does not answer in this time is left out: it is being restarted, or its event loop is blocked. */
const ANSWER_LIMIT_MS = 1_000;

type Question = {
  asker: Pick<Child, 'send'>;
  id: number;
  open: Set<Pick<Child, 'send'>>;
  answers: MetricsList[];
  limit: NodeJS.Timeout;
};

/** Passes the metrics of all web processes to the one that serves GET /metrics. */
export class MetricsRelay {
  #lastId = 0;
  readonly #questions = new Map<number, Question>();

  constructor(private readonly processes: readonly Pick<Child, 'send' | 'isReady'>[]) {}

  /** Handles a message of a web process; ignores those that do not concern metrics. */
  take(from: Pick<Child, 'send'>, message: unknown): void {
    const received = message as FromWeb;
    if (received.type === 'collect-metrics') this.#ask(from, received.id);
    if (received.type === 'metrics') this.#answer(from, received.id, received.metrics);
  }

  #ask(asker: Pick<Child, 'send'>, id: number): void {
    const others = this.processes.filter((child) => child !== asker && child.isReady());
    const ownId = ++this.#lastId;
    const limit = setTimeout(() => this.#finish(ownId), ANSWER_LIMIT_MS);
    this.#questions.set(ownId, { asker, id, open: new Set(others), answers: [], limit });
    for (const other of others) other.send({ type: 'read-metrics', id: ownId } satisfies ToWeb);
    if (others.length === 0) this.#finish(ownId);
  }

  #answer(from: Pick<Child, 'send'>, id: number, metrics: MetricsList): void {
    const question = this.#questions.get(id);
    if (!question?.open.delete(from)) return;
    question.answers.push(metrics);
    if (question.open.size === 0) this.#finish(id);
  }

  #finish(ownId: number): void {
    const question = this.#questions.get(ownId);
    if (!question) return;
    this.#questions.delete(ownId);
    clearTimeout(question.limit);
    const { asker, id, answers } = question;
    asker.send({ type: 'metrics-of-others', id, answers } satisfies ToWeb);
  }
}
