import { formatCount } from '@/lib/base/format';

const WIDTH = 72;
const HEIGHT = 22;
/** Space for the line width at the upper and lower edge. */
const INSET = 2;

/** The daily uses of a key as a line chart with a text alternative. */
export function Sparkline({ usage }: { usage: number[] }) {
  const most = Math.max(...usage, 0);
  const total = usage.reduce((sum, uses) => sum + uses, 0);
  const label =
    total === 0
      ? `Not used in ${usage.length} days`
      : `${formatCount(total)} uses in ${usage.length} days, at most ${formatCount(most)} a day, ${formatCount(usage.at(-1) ?? 0)} today`;
  const points = usage.map((uses, day) => {
    const x = (day / Math.max(1, usage.length - 1)) * WIDTH;
    const y = HEIGHT - INSET - (most === 0 ? 0 : (uses / most) * (HEIGHT - 2 * INSET));
    return `${round(x)},${round(y)}`;
  });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={total === 0 ? 'h-5.5 w-18 text-faint' : 'h-5.5 w-18 text-accent'}
    >
      <title>{label}</title>
      {total > 0 && (
        <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} fill="currentColor" opacity={0.13} />
      )}
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
        opacity={total === 0 ? 0.6 : 1}
      />
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
