import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { formatCount, formatDuration } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { DeliverySparkline } from '../_shared/delivery-sparkline';
import { type Health, successRate } from '../_shared/health';

/** The health of the URLs of requests, keys and the account, which are no endpoints. */
export function UrlHealth({ health, now }: { health: Health; now: string }) {
  return (
    <section
      aria-labelledby="url-health"
      className="mt-4 flex flex-wrap items-center justify-between gap-x-8 gap-y-3 rounded-card border bg-card px-4 py-3.5"
    >
      <div className="min-w-0">
        <h2 id="url-health" className="font-medium">
          DLR webhooks of requests, keys and the account
        </h2>
        <p className="text-soft">
          <span className="tabular-nums">{successRate(health)}</span> of {formatCount(health.succeeded + health.failed)}{' '}
          in 24 hours
          {health.p95Ms !== null && <>, p95 {formatDuration(health.p95Ms)}</>}
          {health.lastFailureAt && (
            <>
              , last failure <Time at={health.lastFailureAt.toISOString()} now={now} />
            </>
          )}
          .
        </p>
      </div>
      <span className="flex items-center gap-5">
        <DeliverySparkline hours={health.hours} />
        <Link href={routes.webhookDeliveries({ endpoint: 'none' })} className="font-medium text-accent">
          Deliveries
        </Link>
      </span>
    </section>
  );
}
