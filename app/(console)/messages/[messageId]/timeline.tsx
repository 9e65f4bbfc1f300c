import {
  Ban,
  CalendarClock,
  CircleCheck,
  CircleDot,
  CircleX,
  Hourglass,
  type LucideIcon,
  RadioTower,
  RotateCw,
  Send,
  Webhook,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Time } from '@/components/ui/time';
import { failureSentence, SUBMIT_ATTEMPT_OUTCOMES } from '@/lib/messages/rules';
import type { TimelineEvent } from '@/lib/messages/timeline';
import { isWebhookSuccess } from '@/lib/webhooks/rules';
import { AttemptDetail } from '../attempt-detail';

export type PendingStep = { id: string; text: ReactNode };

type Tone = 'good' | 'bad' | 'wait' | 'plain';
type EventView = { icon: LucideIcon; tone: Tone; title: string; detail?: ReactNode };

const TONES: Record<Tone, string> = { good: 'text-good', bad: 'text-bad', wait: 'text-wait', plain: 'text-soft' };

/** The events of a message, oldest first, then the pending steps. */
export function Timeline({ events, now, pending }: { events: TimelineEvent[]; now: string; pending: PendingStep[] }) {
  return (
    <ol>
      {events.map((event, index) => (
        <TimelineItem
          key={event.id}
          view={viewOf(event)}
          at={event.at.toISOString()}
          now={now}
          last={pending.length === 0 && index === events.length - 1}
        />
      ))}
      {pending.map(({ id, text }) => (
        <li key={id} className="flex gap-3 pb-2 text-soft last:pb-0">
          <Hourglass aria-hidden className="mt-0.5 size-5 shrink-0" strokeWidth={1.75} />
          <p className="min-w-0 flex-1">{text}</p>
        </li>
      ))}
    </ol>
  );
}

type TimelineItemProps = { view: EventView; at: string; now: string; last: boolean };

function TimelineItem({ view: { icon: Icon, tone, title, detail }, at, now, last }: TimelineItemProps) {
  return (
    <li className={cn('relative flex gap-3', !last && 'pb-5')}>
      {!last && <span aria-hidden className="absolute top-6 bottom-0 left-[9.5px] w-px bg-line" />}
      <Icon aria-hidden className={cn('mt-0.5 size-5 shrink-0', TONES[tone])} strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="font-medium">{title}</p>
          <Time at={at} now={now} show="clock" className="font-mono text-code text-soft" />
        </div>
        {detail && <div className="mt-0.5 text-soft">{detail}</div>}
      </div>
    </li>
  );
}

function viewOf(event: TimelineEvent): EventView {
  switch (event.kind) {
    case 'accepted':
      return { icon: CircleDot, tone: 'plain', title: acceptedTitle(event), detail: acceptedDetail(event) };
    case 'due':
      return { icon: CalendarClock, tone: 'plain', title: 'Scheduled time reached: queued' };
    case 'attempt':
      return {
        icon: RotateCw,
        tone: 'wait',
        title: `Submit attempt ${event.attempt} failed`,
        detail: attemptDetail(event),
      };
    case 'submitted':
      return { icon: Send, tone: 'plain', title: 'Submitted to the carrier', detail: submittedDetail(event) };
    case 'receipt':
      return receiptView(event);
    case 'ended':
      if (event.status === 'cancelled') {
        return { icon: Ban, tone: 'plain', title: 'Cancelled', detail: event.by && `By ${event.by}` };
      }
      return { icon: CircleX, tone: 'bad', title: capital(event.status), detail: failureSentence(event.errorCode) };
    case 'webhook':
      return webhookView(event);
  }
}

function acceptedTitle({ scheduled }: Extract<TimelineEvent, { kind: 'accepted' }>): string {
  return scheduled ? 'Accepted and scheduled' : 'Accepted and queued';
}

function acceptedDetail({ keyName, ip }: Extract<TimelineEvent, { kind: 'accepted' }>): ReactNode {
  return (
    <>
      With key “{keyName}”
      {ip && (
        <>
          {' '}
          from <Mono>{ip}</Mono>
        </>
      )}
    </>
  );
}

function attemptDetail({ outcome, detail }: Extract<TimelineEvent, { kind: 'attempt' }>): ReactNode {
  const sentence =
    outcome in SUBMIT_ATTEMPT_OUTCOMES
      ? SUBMIT_ATTEMPT_OUTCOMES[outcome as keyof typeof SUBMIT_ATTEMPT_OUTCOMES]
      : outcome;
  return (
    <>
      {sentence}
      {detail && <span className="block text-small">{detail}</span>}
    </>
  );
}

function submittedDetail({ carrier, carrierMessageId }: Extract<TimelineEvent, { kind: 'submitted' }>): ReactNode {
  return (
    <>
      {carrier === 'simulator' ? 'Simulator' : <Mono>{carrier}</Mono>}
      {carrierMessageId && (
        <>
          {' '}
          id <Mono>{carrierMessageId}</Mono>
        </>
      )}
    </>
  );
}

function receiptView(event: Extract<TimelineEvent, { kind: 'receipt' }>): EventView {
  if (!event.applied) {
    return {
      icon: RadioTower,
      tone: 'plain',
      title: `Receipt: ${event.status}`,
      detail: withRaw('Duplicate or out of order; ignored.', event.raw),
    };
  }
  const good = event.status === 'delivered';
  return {
    icon: good ? CircleCheck : CircleX,
    tone: good ? 'good' : 'bad',
    title: `Receipt: ${event.status}`,
    detail: withRaw(failureSentence(event.errorCode), event.raw),
  };
}

/** The carrier's own text of a receipt, which only operators get. */
function withRaw(sentence: string | null, raw: string | null): ReactNode {
  if (!raw) return sentence;
  return (
    <>
      {sentence}
      <code className="mt-1 block break-all font-mono text-code">{raw}</code>
    </>
  );
}

function webhookView(event: Extract<TimelineEvent, { kind: 'webhook' }>): EventView {
  const accepted = event.httpStatus !== null && isWebhookSuccess(event.httpStatus);
  return {
    icon: Webhook,
    tone: accepted ? 'good' : 'bad',
    title: accepted ? 'Delivery report accepted' : `Delivery report: attempt ${event.number} failed`,
    detail: <AttemptDetail attempt={event} />,
  };
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-code break-all">{children}</span>;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
