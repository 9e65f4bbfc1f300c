import { newId } from '@/lib/base/ids';

/** A worker that crashes as it starts must not make the list endless; older ones are found by their heartbeat. */
const MAX_PASSED_ON = 32;

/** The ids of this machine's workers: each start gets one of its own and those of its predecessors that died. */
export class WorkerIdentities {
  private current: string | null = null;
  private lost: string[];

  /** `lost`: workers of an earlier start that were killed together with their supervisor. */
  constructor(lost: readonly string[] = []) {
    this.lost = [...lost];
  }

  /** Environment variables of the next worker (server/worker/main.ts reads them). */
  next(): Record<string, string> {
    this.lost = this.unfreed();
    this.current = newId();
    return { POSTERN_WORKER_ID: this.current, POSTERN_LOST_WORKERS: this.lost.join(',') };
  }

  /** The worker started last works: it has freed the leases of those before it. */
  freed(): void {
    this.lost = [];
  }

  /** Workers whose leases must be freed if the one started last is dead too; that one included. */
  unfreed(): string[] {
    return [...this.lost, ...(this.current ? [this.current] : [])].slice(-MAX_PASSED_ON);
  }
}
