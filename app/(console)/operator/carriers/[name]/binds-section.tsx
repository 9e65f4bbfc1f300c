import { SectionCard } from '@/components/layout/section';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import type { LinkState } from '@/lib/carriers/carrier';
import type { BindView, CarrierDetail } from '@/lib/carriers/queries';
import { LastError } from '../_shared/last-error';

const STATES: Record<LinkState, { tone: BadgeTone; text: string }> = {
  connecting: { tone: 'wait', text: 'Connecting' },
  bound: { tone: 'good', text: 'Bound' },
  throttled: { tone: 'wait', text: 'Throttled' },
  down: { tone: 'bad', text: 'Down' },
  closed: { tone: 'neutral', text: 'Closed' },
};

/** The binds of an SMPP carrier, or the client of an HTTP carrier. Each belongs to one worker. */
export function BindsSection({ carrier, now }: { carrier: CarrierDetail; now: string }) {
  const isHttp = carrier.kind === 'http';
  return (
    <SectionCard
      id="binds"
      title={isHttp ? 'Client' : 'Binds'}
      purpose={
        isHttp
          ? 'One worker sends the requests of this carrier; another takes over within 10 seconds of its death.'
          : 'Each bind belongs to one worker; another takes it over within 10 seconds of its death.'
      }
    >
      {carrier.bindList.length === 0 ? (
        <p className="text-soft">No worker has opened a link yet.</p>
      ) : (
        <ul className="divide-y">
          {carrier.bindList.map((bind) => (
            <Bind key={bind.slot} bind={bind} now={now} isHttp={isHttp} />
          ))}
        </ul>
      )}
    </SectionCard>
  );
}

function Bind({ bind, now, isHttp }: { bind: BindView; now: string; isHttp: boolean }) {
  const { slot, state, since, windowUsed, window, submitted, throttles, receiptsIn, lastError } = bind;
  const { tone, text } = STATES[state];
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 tabular-nums">
        <span className="font-medium">{isHttp ? 'Client' : `Bind ${slot + 1}`}</span>
        <Badge tone={tone}>{text}</Badge>
        <span className="text-soft">
          since <Time at={since.toISOString()} now={now} />
        </span>
        <span>
          window {formatCount(windowUsed)} of {formatCount(window)}
        </span>
        <span>{formatCount(submitted)} submitted</span>
        <span>{formatCount(throttles)} throttled</span>
        {!isHttp && <span>{formatCount(receiptsIn)} receipts</span>}
      </div>
      {lastError && (
        <p className="mt-1.5 text-small text-soft">
          Last error: <LastError error={lastError} now={now} />
        </p>
      )}
    </li>
  );
}
