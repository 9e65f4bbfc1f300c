import { CircleX, Hourglass, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { Time } from '@/components/ui/time';
import type { ReceivedDetail } from '@/lib/received/queries';
import { isWebhookSuccess } from '@/lib/webhooks/rules';
import { AttemptDetail } from '../../attempt-detail';

type WebhookAttemptsProps = Pick<ReceivedDetail, 'report' | 'attempts'> & { now: string };

/** The attempts to post the message to the webhook, oldest first, and what follows. */
export function WebhookAttempts({ report, attempts, now }: WebhookAttemptsProps) {
  if (!report) {
    return (
      <p className="text-soft">
        The number had no webhook when the message arrived, or the log of its deliveries is no longer kept.
      </p>
    );
  }
  return (
    <ol className="space-y-4">
      {attempts.map((attempt) => {
        const accepted = attempt.httpStatus !== null && isWebhookSuccess(attempt.httpStatus);
        return (
          <li key={attempt.number} className="flex gap-3">
            <Webhook
              aria-hidden
              className={`mt-0.5 size-5 shrink-0 ${accepted ? 'text-good' : 'text-bad'}`}
              strokeWidth={1.75}
            />
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <p className="font-medium">{accepted ? 'Accepted' : `Attempt ${attempt.number} failed`}</p>
                <Time at={attempt.at.toISOString()} now={now} show="clock" className="font-mono text-code text-soft" />
              </div>
              <div className="mt-0.5 text-soft">
                <AttemptDetail attempt={{ ...attempt, url: report.url }} />
              </div>
            </div>
          </li>
        );
      })}
      {report.state === 'pending' && (
        <Line icon={Hourglass}>
          Next attempt to post it to <span className="font-mono text-code break-all">{report.url}</span>:{' '}
          <Time at={report.nextAttemptAt.toISOString()} now={now} />.
        </Line>
      )}
      {report.state === 'failed' && (
        <Line icon={CircleX}>It was not accepted. No more attempts are made; GET /api/received has the message.</Line>
      )}
    </ol>
  );
}

function Line({ icon: Icon, children }: { icon: typeof Hourglass; children: ReactNode }) {
  return (
    <li className="flex gap-3 text-soft">
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" strokeWidth={1.75} />
      <p className="min-w-0 flex-1">{children}</p>
    </li>
  );
}
