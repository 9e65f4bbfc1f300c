import type { ReactNode } from 'react';
import { SectionCard } from '@/components/layout/section';
import { Time } from '@/components/ui/time';
import { formatCount, formatDuration } from '@/lib/base/format';
import { type Health, successRate } from '../_shared/health';

const HEIGHT = 72;
const COLUMN = 10;
const BAR = 8;
const MIN_PART = 2;

/** How the deliveries of the last 24 hours ended, in figures and by hour. */
export function HealthSection({ health, now }: { health: Health | null; now: string }) {
  const rate = health && successRate(health);
  return (
    <SectionCard id="health" title="Health" purpose="Attempts of the last 24 hours.">
      {health && rate !== null ? (
        <>
          <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-control border bg-line sm:grid-cols-4">
            <Figure name="Success">{rate}</Figure>
            <Figure name="Accepted · failed">
              {formatCount(health.succeeded)} · {formatCount(health.failed)}
            </Figure>
            <Figure name="95 % answered within">{health.p95Ms === null ? '–' : formatDuration(health.p95Ms)}</Figure>
            <Figure name="Last failure">
              {health.lastFailureAt ? <Time at={health.lastFailureAt.toISOString()} now={now} /> : 'none'}
            </Figure>
          </dl>
          <Hours hours={health.hours} />
        </>
      ) : (
        <p className="text-soft">Nothing was sent to it in the last 24 hours.</p>
      )}
    </SectionCard>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-card px-4 py-3">
      <dt className="text-small text-soft">{name}</dt>
      <dd className="mt-0.5 tabular-nums">{children}</dd>
    </div>
  );
}

function Hours({ hours }: Pick<Health, 'hours'>) {
  const most = Math.max(1, ...hours.map(({ succeeded, failed }) => succeeded + failed));
  const height = (count: number) => (count === 0 ? 0 : Math.max(MIN_PART, (count / most) * HEIGHT));
  return (
    <figure className="mt-5">
      <svg
        role="img"
        aria-label={`Attempts by hour; the most in one hour are ${formatCount(most)}. The table below has the numbers.`}
        viewBox={`0 0 ${Math.max(1, hours.length) * COLUMN} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-20 w-full border-b"
      >
        {hours.map(({ at, succeeded, failed }, index) => {
          const [low, high] = [height(succeeded), height(failed)];
          return (
            <g key={at.toISOString()}>
              <rect x={index * COLUMN + 1} width={BAR} y={HEIGHT - low} height={low} className="fill-good" />
              <rect x={index * COLUMN + 1} width={BAR} y={HEIGHT - low - high} height={high} className="fill-bad" />
            </g>
          );
        })}
      </svg>
      <details className="mt-2 text-small text-soft">
        <summary className="w-fit rounded-[4px]">By hour, as a table</summary>
        <table className="mt-2 w-full max-w-96 text-left tabular-nums">
          <thead>
            <tr>
              <th className="py-1 font-medium">Hour (UTC)</th>
              <th className="py-1 text-right font-medium">Accepted</th>
              <th className="py-1 text-right font-medium">Failed</th>
            </tr>
          </thead>
          <tbody>
            {hours
              .filter(({ succeeded, failed }) => succeeded + failed > 0)
              .map(({ at, succeeded, failed }) => (
                <tr key={at.toISOString()}>
                  <td className="py-0.5">{at.toISOString().slice(5, 16).replace('T', ' ')}</td>
                  <td className="py-0.5 text-right">{formatCount(succeeded)}</td>
                  <td className="py-0.5 text-right">{formatCount(failed)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
