import { BellRing, CircleCheck } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { routes } from '@/lib/base/routes';
import type { AlertKind } from '@/lib/carriers/alert-rules';
import type { AlertView } from '@/lib/carriers/queries';

const TITLES: Record<AlertKind, string> = {
  down: 'Down',
  delivery_rate: 'Low delivery rate',
  queue_age: 'Old queue',
};

/** Alerts of carriers. `linked`: with links to the carriers. */
export function AlertList({ alerts, now, linked }: { alerts: AlertView[]; now: string; linked?: boolean }) {
  return (
    <ul className="divide-y">
      {alerts.map(({ id, carrier, kind, detail, openedAt, closedAt }) => (
        <li key={id} className="flex gap-3 py-2.5 first:pt-0 last:pb-0">
          {closedAt ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" strokeWidth={1.75} />
          ) : (
            <BellRing aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" strokeWidth={1.75} />
          )}
          <div className="min-w-0 flex-1">
            <p className="break-words">
              <span className="font-medium">
                {linked && (
                  <>
                    <Link href={routes.operatorCarrier(carrier)} className="text-accent underline underline-offset-2">
                      {carrier}
                    </Link>
                    {': '}
                  </>
                )}
                {TITLES[kind]}
              </span>{' '}
              <span className="text-soft">{detail}</span>
            </p>
            <p className="mt-0.5 text-small text-soft">
              opened <Time at={openedAt.toISOString()} now={now} />
              {closedAt && (
                <>
                  , closed <Time at={closedAt.toISOString()} now={now} />
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
