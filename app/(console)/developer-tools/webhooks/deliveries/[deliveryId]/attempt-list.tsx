import { CircleCheck, CircleX, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Time } from '@/components/ui/time';
import { failureSentence } from '@/components/webhooks/failure-sentence';
import { PayloadView } from '@/components/webhooks/payload-view';
import type { DeliveryAttempt, DeliveryView } from '@/lib/webhooks/log/queries';
import { isWebhookSuccess } from '@/lib/webhooks/rules';
import { headerLines } from './header-lines';

/** Each attempt, the newest first: the answer, its time, what was sent, and what follows. */
export function AttemptList({ delivery, now }: { delivery: DeliveryView; now: string }) {
  const { attemptList, state, nextAttemptAt } = delivery;
  return (
    <ol className="space-y-5">
      {state === 'pending' && (
        <li className="flex gap-3 text-soft">
          <Hourglass aria-hidden className="mt-0.5 size-5 shrink-0" strokeWidth={1.75} />
          <p>
            {attemptList.length === 0 ? 'The first attempt is due' : 'The next attempt is due'}
            {nextAttemptAt && (
              <>
                {' '}
                <Time at={nextAttemptAt.toISOString()} now={now} />
              </>
            )}
            .
          </p>
        </li>
      )}
      {[...attemptList].reverse().map((attempt, index) => (
        <Attempt key={attempt.number} attempt={attempt} now={now} isOpen={index === 0} />
      ))}
      {state !== 'pending' && attemptList.length === 0 && <li className="text-soft">It was not sent.</li>}
    </ol>
  );
}

function Attempt({ attempt, now, isOpen }: { attempt: DeliveryAttempt; now: string; isOpen: boolean }) {
  const { number, at, durationMs, httpStatus, response, requestHeaders } = attempt;
  const accepted = httpStatus !== null && isWebhookSuccess(httpStatus);
  const Icon = accepted ? CircleCheck : CircleX;
  return (
    <li className="flex gap-3">
      <Icon
        aria-hidden
        className={cn('mt-0.5 size-5 shrink-0', accepted ? 'text-good' : 'text-bad')}
        strokeWidth={1.75}
      />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="font-medium">
            Attempt {number}: {accepted ? 'accepted' : 'failed'}
          </p>
          <Time at={at.toISOString()} now={now} show="exact" className="font-mono text-code text-soft" />
        </div>
        <p className="mt-0.5 text-soft">
          {outcomeOf(attempt)} <span className="tabular-nums">{durationMs} ms.</span>
        </p>
        <details open={isOpen} className="mt-2">
          <summary className="w-fit rounded-[4px] text-soft hover:text-ink">Request and answer</summary>
          <div className="mt-2 space-y-3">
            {requestHeaders && (
              <>
                <PayloadView title="Request headers" text={headerLines(requestHeaders)} />
                <p className="text-small text-soft">
                  Headers are not stored: these are made with the settings and the secret of today.
                </p>
              </>
            )}
            {httpStatus !== null && <PayloadView title="Answer" text={response ?? ''} />}
          </div>
        </details>
      </div>
    </li>
  );
}

function outcomeOf({ httpStatus, error }: DeliveryAttempt): ReactNode {
  if (httpStatus === null) return error === null ? 'No answer, after' : `${failureSentence(error)} After`;
  return (
    <>
      <span className="font-mono text-code text-ink">HTTP {httpStatus}</span> {meaningOf(httpStatus)}after
    </>
  );
}

/** What Postern makes of an answer that is no success. */
function meaningOf(status: number): string {
  if (isWebhookSuccess(status)) return '';
  if (status >= 300 && status < 400) return '(a redirect, which is not followed) ';
  if (status === 401 || status === 403) return '(the receiver refused it; does it verify with the right secret?) ';
  if (status === 404) return '(nothing is at this path) ';
  if (status === 410) return '(gone: no more reports are sent there) ';
  if (status === 429) return '(too many requests; Retry-After is respected) ';
  return status >= 500 ? '(the receiver failed) ' : '';
}
