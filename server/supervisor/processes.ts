import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { freeLeases } from '@/lib/worker/free-leases';
import { type Child, keepRunning } from './child';
import { consoleSocketPath } from './console-socket';
import { launchAlone, launchConsole, launchSharing } from './launch-child';
import { MetricsRelay } from './metrics-relay';
import { WorkerIdentities } from './worker-identities';

const CHILDREN = { all: ['console', 'web', 'worker'], console: ['web'], api: ['web'], worker: ['worker'] } as const;

export type ProcessOptions = {
  /** Workers of an earlier start that was killed as a whole. The first worker releases their leases. */
  lost: readonly string[];
  stopping: AbortSignal;
  /** Called after every start of a process. */
  onSpawn: () => void;
};

/**
 * The web and worker processes of the role: as many of each as WEB_PROCESSES and WORKER_PROCESSES say. In the role `all` a
 * process of its own renders the console's pages for the web processes.
 */
export class Processes {
  readonly web: Child[] = [];
  readonly console: Child[] = [];
  readonly worker: Child[] = [];
  readonly #identities: WorkerIdentities[] = [];
  /** Processes that count requests. */
  readonly #counting: Child[] = [];
  readonly #relay = new MetricsRelay(this.#counting);
  #socket: string | null = null;

  constructor(private readonly options: ProcessOptions) {}

  start(): void {
    const { POSTERN_ROLE, WEB_PROCESSES, WORKER_PROCESSES } = env();
    for (const name of CHILDREN[POSTERN_ROLE]) {
      if (name === 'web') this.#startWeb(WEB_PROCESSES);
      else if (name === 'console') this.#startConsole();
      else this.#startWorkers(WORKER_PROCESSES);
    }
  }

  /** Resolves when all have been ready; rejects when one of them fails at its first start. */
  async ready(): Promise<void> {
    await Promise.all(this.all.map((child) => child.ready));
  }

  /** Whether all are ready now. */
  isReady(): boolean {
    return this.all.every((child) => child.isReady());
  }

  get all(): Child[] {
    return [...this.web, ...this.console, ...this.worker];
  }

  /** Returns the workers whose leases must be released if all are dead. */
  unreleased(): string[] {
    return this.#identities.flatMap((identities) => identities.unreleased());
  }

  /** Stops all in order: web processes first, since they need the console for the requests in progress. */
  async stop(): Promise<void> {
    await Promise.all([...this.web, ...this.worker].map((child) => child.stop()));
    await Promise.all(this.console.map((child) => child.stop()));
  }

  #startConsole(): void {
    this.#socket = consoleSocketPath(env().POSTERN_DATA_DIR);
    const child = keepRunning(
      { label: 'console process', launch: (extra) => launchConsole({ ...extra, ...this.#socketSetting() }) },
      { onSpawn: this.options.onSpawn, onMessage: (message) => this.#relay.take(child, message) },
    );
    this.console.push(child);
    this.#counting.push(child);
  }

  #socketSetting(): Record<string, string> {
    return this.#socket ? { POSTERN_CONSOLE_SOCKET: this.#socket } : {};
  }

  #startWeb(count: number): void {
    for (let i = 0; i < count; i++) {
      const child: Child = keepRunning(
        {
          label: labelOf('web', i, count),
          launch: (extra) => (count === 1 ? launchAlone : launchSharing)('web', { ...extra, ...this.#socketSetting() }),
        },
        { onSpawn: this.options.onSpawn, onMessage: (message) => this.#relay.take(child, message) },
      );
      this.web.push(child);
      this.#counting.push(child);
    }
  }

  /**
   * Releases a dead worker's leases at once, so that other workers can claim its jobs. When the database is not reachable,
   * its successor releases them at its start.
   */
  #startWorkers(count: number): void {
    const { lost, stopping, onSpawn } = this.options;
    for (let i = 0; i < count; i++) {
      const identities = new WorkerIdentities(i === 0 ? lost : []);
      this.#identities.push(identities);
      const child = keepRunning(
        { label: labelOf('worker', i, count), launch: (extra) => launchAlone('worker', extra) },
        {
          onSpawn,
          env: () => identities.next(),
          onReady: () => identities.markReleased(),
          onExit: () => {
            if (stopping.aborted) return;
            freeLeases(identities.unreleased()).catch((error: unknown) =>
              logger().warn({ err: error }, 'leases of a dead worker were not released: the next worker releases them'),
            );
          },
        },
      );
      this.worker.push(child);
    }
  }
}

function labelOf(name: string, index: number, count: number): string {
  return count === 1 ? `${name} process` : `${name} process ${index + 1} of ${count}`;
}
