import { formatCount } from '@/lib/base/format';

export type BarSeries = { label: string; className: string; values: number[] };

const HEIGHT = 72;
/** The width of a bar as a share of its column. */
const BAR = 0.8;

/** Stacked bars, rendered on the server. `summary` is what a screen reader says; the values are in the table of the section. */
export function BarChart({ title, series, summary }: { title: string; series: BarSeries[]; summary: string }) {
  const columns = series[0]?.values.length ?? 0;
  const totals = Array.from({ length: columns }, (_, i) =>
    series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0),
  );
  const top = Math.max(1, ...totals);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="font-medium">{title}</span>
        <span className="flex flex-wrap gap-x-3 text-small text-soft">
          {series.map(({ label, className, values }) => (
            <span key={label} className="flex items-center gap-1.5 tabular-nums">
              <svg aria-hidden="true" viewBox="0 0 10 10" className={`size-2.5 ${className}`}>
                <rect width="10" height="10" rx="2" fill="currentColor" />
              </svg>
              {label} {formatCount(values.reduce((sum, value) => sum + value, 0))}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${columns} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-24 w-full border-b"
      >
        {Array.from({ length: columns }, (_, i) => {
          let y = HEIGHT;
          return series.map(({ label, className, values }) => {
            const height = ((values[i] ?? 0) / top) * HEIGHT;
            y -= height;
            return height > 0 ? (
              <rect
                key={`${label} ${i.toString()}`}
                x={i + (1 - BAR) / 2}
                y={y}
                width={BAR}
                height={height}
                className={className}
                fill="currentColor"
              />
            ) : null;
          });
        })}
      </svg>
    </figure>
  );
}
