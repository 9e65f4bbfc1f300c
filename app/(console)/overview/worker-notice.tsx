import { Notice } from '@/components/layout/notice';
import { Time } from '@/components/ui/time';
import type { WorkerHealth } from '@/lib/queue/worker-health';

/** Shows why messages or delivery reports are waiting; renders nothing while the workers work. */
export function WorkerNotice({ health, now }: { health: WorkerHealth; now: string }) {
  const { status, lost, messagesWaitingSince, reportsWaitingSince } = health;
  if (status === 'working') return null;
  return (
    <Notice tone="bad">
      {status === 'stopped' && 'No worker is running: messages wait in the queue. '}
      {status === 'restarting' &&
        `The worker restarts repeatedly: it ended by itself ${lost} times within 10 minutes. Its log has the cause. `}
      {messagesWaitingSince && (
        <>
          Messages have been waiting since <Time at={messagesWaitingSince.toISOString()} now={now} show="exact" />.{' '}
        </>
      )}
      {reportsWaitingSince && (
        <>
          Delivery reports have been waiting since{' '}
          <Time at={reportsWaitingSince.toISOString()} now={now} show="exact" />.
        </>
      )}
    </Notice>
  );
}
