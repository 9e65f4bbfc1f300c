import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import { MAX_ADDRESSES, SECURITY_EVENTS, type SecurityEventKind } from '@/lib/security/kinds';
import type { SecurityEventView } from '@/lib/security/queries';

/** Events of one kind from one address within an hour, in one row each. */
export function EventList({ events, now }: { events: SecurityEventView[]; now: string }) {
  return (
    <ul className="divide-y">
      {events.map(({ id, kind, ip, others, count, detail, lastAt }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-3">
          <div className="min-w-0">
            <p className="font-medium">
              {SECURITY_EVENTS[kind as SecurityEventKind] ?? kind}
              {count > 1 && <span className="text-soft"> × {formatCount(count)}</span>}
            </p>
            <p className="mt-0.5 text-small break-all text-soft">
              {others ? (
                `beyond the first ${MAX_ADDRESSES} addresses of the hour`
              ) : (
                <span className="font-mono">{ip ?? 'unknown address'}</span>
              )}
              {detail !== null && ` · ${detail}`}
            </p>
          </div>
          <Time at={lastAt.toISOString()} now={now} className="text-small text-soft" />
        </li>
      ))}
    </ul>
  );
}
