import { Time } from '@/components/ui/time';
import type { MessageTimeline } from '@/lib/messages/timeline';
import type { Upcoming } from './timeline';

/** What a message and its delivery reports are still waiting for, or were given up on. */
export function upcomingLines({ message, openReports }: MessageTimeline, now: string): Upcoming[] {
  const lines: Upcoming[] = [];
  if (message.status === 'scheduled') {
    const at = message.runAt.toISOString();
    lines.push({
      id: 'schedule',
      text: (
        <>
          Waiting for its time: to be sent <Time at={at} now={now} />.
        </>
      ),
    });
  }
  if (message.status === 'queued') lines.push({ id: 'queue', text: 'Waiting for a worker to hand it to a carrier.' });
  if (message.status === 'submitted') lines.push({ id: 'carrier', text: 'Waiting for the carrier’s receipt.' });
  for (const { id, state, attempts, nextAttemptAt } of openReports) {
    lines.push({
      id,
      text:
        state === 'failed' ? (
          `The delivery report was given up after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}.`
        ) : (
          <>
            Delivery report: next attempt <Time at={nextAttemptAt.toISOString()} now={now} />.
          </>
        ),
    });
  }
  return lines;
}
