import { Ban, CircleCheck, CircleX, Power } from 'lucide-react';
import type { ReactNode } from 'react';
import { Notice } from '@/components/layout/notice';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import { failureSentence } from '@/components/webhooks/failure-sentence';
import type { EndpointView, TargetState } from '@/lib/webhooks/endpoints/view';

type StateProps = { endpoint: Pick<EndpointView, 'enabled' | 'state'> };

/** Whether reports are sent to the endpoint, in one word. */
export function EndpointBadge({ endpoint: { enabled, state } }: StateProps) {
  if (state?.disabledAt) {
    return (
      <Badge tone="bad">
        <Ban aria-hidden strokeWidth={1.75} /> {state.disabledReason === 'gone' ? 'Gone' : 'Disabled: failing'}
      </Badge>
    );
  }
  if (!enabled) {
    return (
      <Badge>
        <Power aria-hidden strokeWidth={1.75} /> Disabled
      </Badge>
    );
  }
  if (state) {
    return (
      <Badge tone="wait">
        <CircleX aria-hidden strokeWidth={1.75} /> Failing
      </Badge>
    );
  }
  return (
    <Badge tone="good">
      <CircleCheck aria-hidden strokeWidth={1.75} /> Enabled
    </Badge>
  );
}

type FailureNoticeProps = {
  /** The name of the endpoint, or the URL. */
  name: string;
  state: TargetState;
  now: string;
  /** The button that enables it again, for those who may. */
  action: ReactNode;
};

/** What is wrong with an endpoint or URL whose receiver fails, and what follows. */
export function FailureNotice({ name, state, now, action }: FailureNoticeProps) {
  const { disabledAt, disabledReason, failingSince, lastFailure, lastFailureAt } = state;
  const who = <span className="font-medium break-all">“{name}”</span>;
  const time = (at: Date) => <Time at={at.toISOString()} now={now} />;
  if (!disabledAt) {
    return (
      <Notice tone="wait">
        {who} fails: {failureSentence(lastFailure)} The first time {time(failingSince)}, the last time{' '}
        {time(lastFailureAt)}. After 5 days without a success it is disabled.
      </Notice>
    );
  }
  return (
    <Notice tone="bad">
      {disabledReason === 'gone' ? (
        <>
          The receiver of {who} answered 410 (gone) {time(disabledAt)}, so nothing more is sent to it.
        </>
      ) : (
        <>
          {who} had no success in 5 days, so nothing more is sent to it. The last failure:{' '}
          {failureSentence(lastFailure)}
        </>
      )}{' '}
      Events since then are not reported to it. {action}
    </Notice>
  );
}
