/** Jobs by the signal that aborts them, with one listener for each signal: thousands of jobs share one. */
export class AbortGroups<Job> {
  readonly #groups = new Map<AbortSignal, { jobs: Set<Job>; listener: () => void }>();

  constructor(private readonly onAbort: (jobs: ReadonlySet<Job>) => void) {}

  add(signal: AbortSignal, job: Job): void {
    const group = this.#groups.get(signal);
    if (group) {
      group.jobs.add(job);
      return;
    }
    const jobs = new Set([job]);
    const listener = () => {
      this.#groups.delete(signal);
      this.onAbort(jobs);
    };
    this.#groups.set(signal, { jobs, listener });
    signal.addEventListener('abort', listener, { once: true });
  }

  remove(signal: AbortSignal, job: Job): void {
    const group = this.#groups.get(signal);
    if (!group?.jobs.delete(job) || group.jobs.size > 0) return;
    this.#groups.delete(signal);
    signal.removeEventListener('abort', group.listener);
  }
}
