import { SectionCard } from '@/components/layout/section';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { formatCount, formatDateTime } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { type CarrierPoint, CHART_HOURS, type ChartHours } from '@/lib/carriers/queries';
import { BarChart } from './bar-chart';

const RANGES: { hours: ChartHours; label: string }[] = [
  { hours: 1, label: '1 h' },
  { hours: 6, label: '6 h' },
  { hours: 24, label: '24 h' },
  { hours: 168, label: '7 days' },
];

const COLUMNS = [
  ['submitted', 'Submitted'],
  ['rejected', 'Rejected'],
  ['throttled', 'Throttled'],
  ['unknown', 'Unknown'],
  ['delivered', 'Delivered'],
  ['failed', 'Failed'],
  ['received', 'Received'],
] as const;

/** What the carrier did in the last hours as charts and as a table. */
export function ChartsSection({ name, points, hours }: { name: string; points: CarrierPoint[]; hours: ChartHours }) {
  const used = points.filter((point) => COLUMNS.some(([column]) => point[column] > 0));
  const of = (column: (typeof COLUMNS)[number][0]) => points.map((point) => point[column]);
  const sum = (column: (typeof COLUMNS)[number][0]) =>
    formatCount(of(column).reduce((total, value) => total + value, 0));
  const first = points[0]?.at;
  return (
    <SectionCard
      id="activity"
      title="Activity"
      purpose={`Bars of ${barWidth(hours)}. Times are UTC.`}
      action={
        <nav aria-label="Time range" className="flex gap-1">
          {RANGES.map((range) => (
            <Link
              key={range.hours}
              href={`${routes.operatorCarrier(name, { hours: range.hours })}#activity`}
              aria-current={range.hours === hours ? 'true' : undefined}
              scroll={false}
              className={cn(
                'rounded-[6px] px-2 py-1 text-small',
                range.hours === hours ? 'bg-hover font-medium text-ink' : 'text-soft hover:bg-hover hover:text-ink',
              )}
            >
              {range.label}
            </Link>
          ))}
        </nav>
      }
    >
      {used.length === 0 ? (
        <p className="text-soft">Nothing went through this carrier in this time.</p>
      ) : (
        <>
          <div className="grid gap-6 lg:grid-cols-2">
            <BarChart
              title="Submissions"
              summary={`Submissions: ${sum('submitted')} accepted, ${sum('rejected')} rejected, ${sum('throttled')} throttled.`}
              series={[
                { label: 'accepted', className: 'text-accent', values: of('submitted') },
                { label: 'rejected', className: 'text-bad', values: of('rejected') },
                { label: 'throttled', className: 'text-wait', values: of('throttled') },
              ]}
            />
            <BarChart
              title="Receipts"
              summary={`Receipts: ${sum('delivered')} delivered, ${sum('failed')} failed.`}
              series={[
                { label: 'delivered', className: 'text-good', values: of('delivered') },
                { label: 'failed', className: 'text-bad', values: of('failed') },
              ]}
            />
          </div>
          <p aria-hidden className="mt-1.5 flex justify-between text-small text-soft lg:max-w-[calc(50%-12px)]">
            <span>{first && formatDateTime(first, 'UTC').replace(/:\d\d$/, '')}</span>
            <span>now</span>
          </p>
          <details className="mt-4">
            <summary className="w-fit text-soft hover:text-ink">As a table</summary>
            <ActivityTable points={used} />
          </details>
        </>
      )}
    </SectionCard>
  );
}

function barWidth(hours: ChartHours): string {
  const minutes = CHART_HOURS[hours];
  if (minutes < 60) return minutes === 1 ? 'one minute' : `${minutes} minutes`;
  return `${minutes / 60} hours`;
}

function ActivityTable({ points }: { points: CarrierPoint[] }) {
  return (
    <section
      className="mt-2 max-h-80 overflow-auto rounded-control border"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
      tabIndex={0}
      aria-label="Activity by time"
    >
      <table className="w-full text-right tabular-nums">
        <caption className="sr-only">Activity by time, the latest first; times without activity are left out</caption>
        <thead>
          <tr className="text-small text-soft *:px-3 *:py-2 *:font-medium">
            <th scope="col" className="text-left">
              From
            </th>
            {COLUMNS.map(([column, label]) => (
              <th key={column} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.at.toISOString()} className="border-t *:px-3 *:py-1.5">
              <th scope="row" className="text-left font-normal whitespace-nowrap">
                {formatDateTime(point.at, 'UTC')}
              </th>
              {COLUMNS.map(([column]) => (
                <td key={column}>{formatCount(point[column])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
