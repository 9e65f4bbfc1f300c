import { Ban, CircleCheck, CircleX, Power } from 'lucide-react';
import { Notice } from '@/components/layout/notice';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { EndpointView, TargetState } from '@/lib/webhooks/endpoints/view';
import { EnableAgainButton } from './enable-again-button';

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
  /** The endpoint's name. */
  name: string;
  id: string;
  state: TargetState;
  now: string;
  manages: boolean;
};

/** What is wrong with an endpoint whose receiver fails, and what follows. */
export function FailureNotice({ id, name, state, now, manages }: FailureNoticeProps) {
  const { disabledAt, disabledReason, failingSince, lastFailure, lastFailureAt } = state;
  const who = <span className="font-medium break-words">“{name}”</span>;
  const time = (at: Date) => <Time at={at.toISOString()} now={now} />;
  if (!disabledAt) {
    return (
      <Notice tone="wait">
        {who} has failed since {time(failingSince)}; the last time {time(lastFailureAt)}: {sentence(lastFailure)} After
        5 days without a success it is disabled.
      </Notice>
    );
  }
  return (
    <Notice tone="bad">
      {disabledReason === 'gone' ? (
        <>
          The receiver of {who} answered 410 (gone) {time(disabledAt)}, so no more reports are sent to it.
        </>
      ) : (
        <>
          {who} failed for 5 days, since {time(failingSince)}, so no more reports are sent to it. The last failure:{' '}
          {sentence(lastFailure)}
        </>
      )}{' '}
      Reports since then are not queued. {manages && <EnableAgainButton id={id} name={name} />}
    </Notice>
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
