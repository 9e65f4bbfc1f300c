import { formatCount } from '@/lib/base/format';
import type { Health } from './health';

const HEIGHT = 22;
const MIN_PART = 2;

/** The deliveries of the last hours as bars: accepted below, failed above. With a text alternative. */
export function DeliverySparkline({ hours }: Pick<Health, 'hours'>) {
  const sum = (name: 'succeeded' | 'failed') => hours.reduce((total, hour) => total + hour[name], 0);
  const label = `In ${hours.length} hours ${formatCount(sum('succeeded'))} accepted, ${formatCount(sum('failed'))} failed`;
  const most = Math.max(1, ...hours.map(({ succeeded, failed }) => succeeded + failed));
  const height = (count: number) => (count === 0 ? 0 : Math.max(MIN_PART, (count / most) * HEIGHT));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${Math.max(1, hours.length) * 4} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-5.5 w-24 border-b"
    >
      <title>{label}</title>
      {hours.map(({ at, succeeded, failed }, index) => {
        const [low, high] = [height(succeeded), height(failed)];
        return (
          <g key={at.toISOString()}>
            <rect x={index * 4} width={3} y={HEIGHT - low} height={low} className="fill-good" />
            <rect x={index * 4} width={3} y={HEIGHT - low - high} height={high} className="fill-bad" />
          </g>
        );
      })}
    </svg>
  );
}
