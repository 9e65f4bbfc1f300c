import { SectionCard } from '@/components/layout/section';
import { Facts } from '@/components/ui/facts';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import type { CarrierDetail } from '@/lib/carriers/queries';
import { deliveryRate, queueText, rateText } from '../_shared/carrier-facts';
import { LastError } from '../_shared/last-error';

/** What the carrier does now and did in the last hour. */
export function StateSection({ carrier, now }: { carrier: CarrierDetail; now: string }) {
  const { lastHour, oldestQueuedAt, outage, queued, lastError, kind } = carrier;
  return (
    <SectionCard id="now" title="Now">
      <Facts
        items={[
          { name: 'Rate', value: <span className="tabular-nums">{rateText(carrier)}</span> },
          ...(kind === 'simulator'
            ? []
            : [
                {
                  name: 'Window',
                  value: `${formatCount(carrier.windowUsed)} of ${formatCount(carrier.window)} in use, ${carrier.bound} of ${carrier.binds} bound`,
                },
              ]),
          {
            name: 'Queue',
            value: (
              <>
                {queueText(queued)}
                {oldestQueuedAt && (
                  <span className="text-soft">
                    , the oldest <Time at={oldestQueuedAt.toISOString()} now={now} />
                  </span>
                )}
              </>
            ),
          },
          {
            name: 'Delivered in the last hour',
            value: `${deliveryRate(lastHour)}${lastHour.delivered + lastHour.failed > 0 ? ` of ${formatCount(lastHour.delivered + lastHour.failed)}` : ''}`,
          },
          {
            name: 'Throttled in the last hour',
            value: `${formatCount(lastHour.throttled)}${lastHour.unknown > 0 ? `, ${formatCount(lastHour.unknown)} with an unknown outcome` : ''}`,
          },
          ...(outage
            ? [
                {
                  name: 'Takes no messages since',
                  value: (
                    <>
                      <Time at={outage.since.toISOString()} now={now} />: {outage.reason}
                    </>
                  ),
                },
              ]
            : []),
          ...(kind === 'simulator' ? [] : [{ name: 'Last error', value: <LastError error={lastError} now={now} /> }]),
        ]}
      />
    </SectionCard>
  );
}
