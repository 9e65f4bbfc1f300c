import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import { failureSentence } from '@/components/webhooks/failure-sentence';
import { formatCount, formatDuration } from '@/lib/base/format';
import type { FailingTarget, SlowTarget, WaitingHost } from '@/lib/health/report-overview';

/** Endpoints and URLs by the time that 95 % of their answers took at most. */
export function SlowTargets({ rows }: { rows: SlowTarget[] }) {
  if (rows.length === 0) return <p className="text-soft">Nothing was sent in the last hour.</p>;
  return (
    <ul className="divide-y">
      {rows.map(({ accountName, endpointName, host, attempts, failed, p95Ms }) => (
        <li
          key={`${accountName} ${endpointName} ${host}`}
          className="flex items-baseline justify-between gap-6 py-2.5 first:pt-0 last:pb-0"
        >
          <span className="min-w-0">
            <span className="block truncate">{endpointName ?? <Host host={host} />}</span>
            <span className="block truncate text-small text-soft">
              {accountName}
              {endpointName !== null && (
                <>
                  {' '}
                  · <Host host={host} />
                </>
              )}
            </span>
          </span>
          <span className="shrink-0 text-right tabular-nums">
            p95 {formatDuration(p95Ms)}
            <span className="block text-small text-soft">
              {formatCount(attempts)} sent
              {failed > 0 && <span className="text-wait">, {formatCount(failed)} failed</span>}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

export function WaitingHosts({ rows, now }: { rows: WaitingHost[]; now: string }) {
  if (rows.length === 0) return <p className="text-soft">Nothing waits.</p>;
  return (
    <ul className="divide-y">
      {rows.map(({ host, waiting, dueAt }) => (
        <li key={host} className="flex items-baseline justify-between gap-6 py-2.5 first:pt-0 last:pb-0">
          <Host host={host} />
          <span className="shrink-0 text-right tabular-nums">
            {formatCount(waiting)}
            <span className="block text-small text-soft">
              next <Time at={dueAt.toISOString()} now={now} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

export function FailingTargets({ rows, now }: { rows: FailingTarget[]; now: string }) {
  if (rows.length === 0) return <p className="text-soft">All webhooks answer.</p>;
  return (
    <ul className="divide-y">
      {rows.map(({ accountName, target, failingSince, lastFailure, disabledAt }) => (
        <li
          key={`${accountName} ${target}`}
          className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2.5 first:pt-0 last:pb-0"
        >
          <span className="min-w-0">
            <span className="block break-all">{target}</span>
            <span className="block text-small text-soft">
              {accountName} · {failureSentence(lastFailure)}
            </span>
          </span>
          <span className="flex shrink-0 items-center gap-3 text-small text-soft">
            <span>
              since <Time at={failingSince.toISOString()} now={now} />
            </span>
            {disabledAt && <Badge tone="bad">Disabled</Badge>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The host of a lane, which can have the id of an endpoint after it (lib/webhooks/lane.ts). */
function Host({ host }: { host: string }) {
  const [name] = host.split('#');
  return <span className="min-w-0 font-mono text-code break-all">{name || 'no valid URL'}</span>;
}
