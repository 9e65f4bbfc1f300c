import { hostOfLane } from '../webhooks/lane';

/** Requests to one host that may be under way over all of its lanes; and of these, to lanes that are not known to answer. */
export const MAX_PER_HOST = 512;
const MAX_UNPROVEN_PER_HOST = MAX_PER_HOST / 2;

type Total = { active: number; unproven: number; waiting: Set<string> };

/** Counts what is under way per host, for the lanes that share one: those that hang leave room for those that answer. */
export class HostTotals {
  private readonly totals = new Map<string, Total>();

  /** Whether one more may be sent. A lane that must wait is remembered for `takeWaiting`. */
  mayStart(lane: string, isUnproven: boolean): boolean {
    const total = this.totals.get(hostOfLane(lane));
    if (!total) return true;
    const { active, unproven } = total;
    if (active < MAX_PER_HOST && (!isUnproven || unproven < MAX_UNPROVEN_PER_HOST)) return true;
    total.waiting.add(lane);
    return false;
  }

  add(lane: string, active: number, isUnproven: boolean): void {
    if (active === 0) return;
    const host = hostOfLane(lane);
    const total = this.totals.get(host) ?? { active: 0, unproven: 0, waiting: new Set() };
    total.active += active;
    if (isUnproven) total.unproven += active;
    if (total.active > 0 || total.waiting.size > 0) this.totals.set(host, total);
    else this.totals.delete(host);
  }

  /** Takes out the lanes of the same host that had to wait. */
  takeWaiting(lane: string): string[] {
    const total = this.totals.get(hostOfLane(lane));
    if (!total || total.waiting.size === 0) return [];
    const lanes = [...total.waiting];
    total.waiting.clear();
    return lanes;
  }
}
