import { routeTable } from '../carriers/route-table';
import { findStuckQueues, reroute } from '../delivery/reroute';
import { PRIORITY_NAMES } from '../messages/rules';
import type { Position } from '../queue/position';

const ROUND_MS = 2_000;
/** Steps of a queue and priority in one round: at most 10,000 messages. */
const MAX_STEPS = 5;
/** A queue is read from its start this often, for messages that no other carrier could take before. */
const REREAD_MS = 30_000;

export type FallbackOptions = {
  /** Messages were moved to queues of other carriers. */
  onMoved: () => void;
  /** Delivery reports were queued for these hosts. */
  onReports: (hosts: string[]) => void;
};

type Progress = { position: Position | null; isAtEnd: boolean; readFromStartMs: number };

/** Hands the queues of carriers that are removed or unavailable to the next carriers of their messages' routes. */
export function createFallback({ onMoved, onReports }: FallbackOptions): { run(): Promise<number> } {
  let progress = new Map<string, Progress>();
  return {
    async run() {
      const { stuck, unavailable } = await findStuckQueues();
      const routes = stuck.length > 0 ? await routeTable().load() : null;
      const next = new Map<string, Progress>();
      let isMore = false;
      for (const queue of routes ? stuck : []) {
        for (let priority = PRIORITY_NAMES.length - 1; priority >= 0; priority--) {
          const lane = `${queue.carrier} ${priority}`;
          let state = progress.get(lane);
          if (!state || (state.isAtEnd && performance.now() >= state.readFromStartMs + REREAD_MS)) {
            state = { position: null, isAtEnd: false, readFromStartMs: performance.now() };
          }
          next.set(lane, state);
          for (let step = 0, isEnd = false; step < MAX_STEPS && !isEnd && routes; step++) {
            const done = await reroute({ queue, priority, routes, unavailable, since: state.position });
            state.position = done.position;
            if (done.moved > 0) onMoved();
            if (done.hosts.length > 0) onReports(done.hosts);
            isEnd = done.isEnd;
            state.isAtEnd = isEnd;
            // Messages that stay are read at a limited rate: they must not slow down other queues.
            isMore ||= !isEnd && done.moved + done.ended > 0;
          }
        }
      }
      progress = next;
      return isMore ? 0 : ROUND_MS;
    },
  };
}
