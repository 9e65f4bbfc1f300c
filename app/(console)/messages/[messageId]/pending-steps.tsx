import { Time } from '@/components/ui/time';
import type { MessageTimeline } from '@/lib/messages/timeline';
import type { PendingStep } from './timeline';

/** Returns what a message and its delivery reports wait for, and reports that have failed. */
export function pendingSteps({ message, openReports }: MessageTimeline, now: string): PendingStep[] {
  const lines: PendingStep[] = [];
  if (message.status === 'scheduled' && message.sendAt) {
    const at = message.sendAt.toISOString();
    lines.push({
      id: 'schedule',
      text: (
        <>
          Scheduled: to be sent <Time at={at} now={now} />.
        </>
      ),
    });
  }
  if (message.status === 'queued') lines.push({ id: 'queue', text: 'Waiting for a worker to submit it to a carrier.' });
  if (message.status === 'submitted') lines.push({ id: 'carrier', text: 'Waiting for the carrier’s receipt.' });
  for (const { id, state, attempts, nextAttemptAt } of openReports) {
    lines.push({
      id,
      text:
        state === 'failed' ? (
          `The delivery report failed after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}.`
        ) : (
          <>
            Delivery report: next attempt <Time at={nextAttemptAt.toISOString()} now={now} />.
          </>
        ),
    });
  }
  return lines;
}
