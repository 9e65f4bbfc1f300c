import { SectionCard } from '@/components/layout/section';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import type { DayOutcome } from '@/lib/keys/queries/key-activity';
import { UsageChart } from './usage-chart';
import { dayName, SERIES } from './usage-series';

/** Messages by day and status as a chart and as a table. */
export function UsageSection({ apiKeyId, days }: { apiKeyId: string; days: DayOutcome[] }) {
  const unused = days.every((day) => day.accepted === 0 && day.uses === 0);
  return (
    <SectionCard
      id="usage"
      title="Usage"
      purpose="Messages accepted in the last 30 days, by UTC day, with their current status."
      action={
        <Link href={routes.messages({ key: apiKeyId })} className="text-accent underline underline-offset-2">
          Its messages
        </Link>
      }
    >
      {unused ? (
        <p className="text-soft">
          Nothing was sent with this key in the last 30 days.{' '}
          <Link href={routes.apiReference('authentication')} className="text-accent underline underline-offset-2">
            How to send with it
          </Link>
        </p>
      ) : (
        <>
          <UsageChart days={days} />
          <details className="mt-4">
            <summary className="w-fit text-soft hover:text-ink">As a table</summary>
            <UsageTable days={days} />
          </details>
        </>
      )}
    </SectionCard>
  );
}

function UsageTable({ days }: { days: DayOutcome[] }) {
  return (
    <section
      className="mt-2 max-h-80 overflow-auto rounded-control border"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
      tabIndex={0}
      aria-label="Usage by day"
    >
      <table className="w-full text-right tabular-nums">
        <caption className="sr-only">Usage by day, the latest first</caption>
        <thead>
          <tr className="text-small text-soft *:px-3 *:py-2 *:font-medium">
            <th scope="col" className="text-left">
              Day
            </th>
            <th scope="col">Requests</th>
            {SERIES.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day} className="border-t *:px-3 *:py-1.5">
              <th scope="row" className="text-left font-normal whitespace-nowrap">
                {dayName(day.day)}
              </th>
              <td>{formatCount(day.uses)}</td>
              {SERIES.map(({ name }) => (
                <td key={name}>{formatCount(day[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
