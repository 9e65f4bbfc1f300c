import type http from 'node:http';
import { endPools } from '@/lib/database/db';
import { startDraining } from '@/lib/health/readiness';
import { allowances } from '@/lib/limits/allowances';
import { flushChanges } from '@/lib/live/changes';
import { stopLiveHub } from '@/lib/live/hub';
import { flushRefusals } from '@/lib/refusals/record-refusal';
import { logger } from '@/lib/runtime/logger';
import { flushSecurityEvents } from '@/lib/security/record-security-event';
import { endWaits } from '@/lib/webhooks/feed/wait';
import { endEventStreams } from './console-proxy';

const DRAIN_LIMIT_MS = 25_000;
const SAME_SIGNAL_MS = 2_000;

/** Stops the process in order on a signal, and when the supervisor has ended. `endWork`: ends other work with the database. */
export function stopOnSignals(server: http.Server, endWork: () => Promise<void> = async () => {}): void {
  let stoppingSinceMs: number | null = null;
  const onSignal = (reason: string) => {
    const nowMs = Date.now();
    // One right after the first is the same signal, sent both to the terminal's process group and by the supervisor.
    if (stoppingSinceMs !== null && nowMs - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(1);
    if (stoppingSinceMs !== null) return;
    stoppingSinceMs = nowMs;
    stop(server, reason, endWork);
  };
  // Without a process group of its own (server/supervisor/launch-child.ts), it also gets the terminal's signals.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => onSignal(signal));
  process.on('disconnect', () => onSignal('the supervisor is gone'));
}

/** Accepts no new requests, finishes those in progress, then exits with 0. */
function stop(server: http.Server, reason: string, endWork: () => Promise<void>): void {
  logger().info({ reason }, 'web server stops');
  startDraining();
  endWaits();
  void stopLiveHub();
  endEventStreams();
  server.close(() => {
    void Promise.all([flushRefusals(), flushSecurityEvents(), allowances().returnAll(), endWork()])
      .then(flushChanges)
      .then(() => endPools())
      .finally(() => process.exit(0));
  });
  server.closeIdleConnections();
  // A kept-alive connection would delay the stop for its whole idle time.
  server.prependListener('request', (_incoming, outgoing) => outgoing.setHeader('connection', 'close'));
  setTimeout(() => {
    logger().warn('requests still under way were cut off');
    process.exit(0);
  }, DRAIN_LIMIT_MS).unref();
}
