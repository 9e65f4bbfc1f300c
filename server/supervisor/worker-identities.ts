import { newId } from '@/lib/base/ids';

/** Limits the list for a worker that crashes at each start. Older ones are found by their heartbeat. */
const MAX_LOST = 32;

/** The ids of this machine's workers: each start gets its own id and those of dead workers whose leases it must release. */
export class WorkerIdentities {
  private current: string | null = null;
  private lost: string[];

  /** `lost`: workers of an earlier start that were killed together with their supervisor. */
  constructor(lost: readonly string[] = []) {
    this.lost = [...lost];
  }

  /** Environment variables of the next worker (server/worker/main.ts reads them). */
  next(): Record<string, string> {
    this.lost = this.unreleased();
    this.current = newId();
    return { POSTERN_WORKER_ID: this.current, POSTERN_LOST_WORKERS: this.lost.join(',') };
  }

  /** Call when the last worker is ready: it has released the leases of those before it. */
  markReleased(): void {
    this.lost = [];
  }

  /** Returns the workers whose leases must be released if the last one is dead too, including that one. */
  unreleased(): string[] {
    return [...this.lost, ...(this.current ? [this.current] : [])].slice(-MAX_LOST);
  }
}
