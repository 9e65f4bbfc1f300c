'use client';

import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/lib/base/format';
import type { DayOutcome } from '@/lib/keys/queries/key-activity';
import { chartCeiling, dayName, describeDay, SERIES, type SeriesName } from './usage-series';

const HEIGHT = 168;
/** The width of a bar as a share of the day's column. */
const BAR = 0.72;

const STEPS: Record<string, (day: number, last: number) => number> = {
  ArrowLeft: (day) => day - 1,
  ArrowRight: (day) => day + 1,
  ArrowDown: (day) => day - 1,
  ArrowUp: (day) => day + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** Stacked bars by day. Each series has a pattern besides its color; the arrow keys move between days. */
export function UsageChart({ days }: { days: DayOutcome[] }) {
  const [shown, setShown] = useState<number | null>(null);
  const patterns = useId();
  const ceiling = chartCeiling(Math.max(...days.map((day) => day.accepted)));
  const last = days.length - 1;

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (event.key === 'Escape') setShown(null);
    if (!step) return;
    event.preventDefault();
    setShown(Math.min(Math.max(step(shown ?? last, last), 0), last));
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setShown(Math.min(Math.max(Math.floor(((event.clientX - left) / width) * days.length), 0), last));
  }

  const current = days[shown ?? last];
  return (
    <figure>
      <Legend days={days} patterns={patterns} />
      <div className="flex gap-2">
        <div aria-hidden className="flex h-42 flex-col justify-between text-right text-small text-soft tabular-nums">
          {[ceiling, ceiling / 2, 0].map((value) => (
            <span key={value} className="-my-2">
              {formatCount(value)}
            </span>
          ))}
        </div>
        <div
          role="slider"
          tabIndex={0}
          aria-label="Usage by day"
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={shown ?? last}
          aria-valuetext={current ? describeDay(current) : ''}
          onKeyDown={onKeyDown}
          onFocus={() => setShown((before) => before ?? last)}
          onBlur={() => setShown(null)}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setShown(null)}
          className="relative h-42 min-w-0 flex-1 rounded-[4px]"
        >
          <Bars days={days} ceiling={ceiling} shown={shown} patterns={patterns} />
          {shown !== null && days[shown] && <DayTooltip day={days[shown]} center={(shown + 0.5) / days.length} />}
        </div>
      </div>
      <figcaption aria-hidden className="mt-2 flex justify-between pl-8 text-small text-soft">
        {[days[0], days[Math.floor(last / 2)], days[last]].map(
          (day) => day && <span key={day.day}>{dayName(day.day)}</span>,
        )}
      </figcaption>
    </figure>
  );
}

type BarsProps = { days: DayOutcome[]; ceiling: number; shown: number | null; patterns: string };

function Bars({ days, ceiling, shown, patterns }: BarsProps) {
  const column = 100 / days.length;
  return (
    <svg aria-hidden width="100%" height={HEIGHT} className="block overflow-visible">
      <Patterns id={patterns} />
      {[0, 0.5, 1].map((share) => (
        <line key={share} x1="0" x2="100%" y1={HEIGHT * share} y2={HEIGHT * share} className="stroke-line" />
      ))}
      {shown !== null && (
        <rect x={`${shown * column}%`} y={0} width={`${column}%`} height={HEIGHT} className="fill-hover" />
      )}
      {days.map((day, i) => (
        <g key={day.day}>
          {partsOf(day, ceiling).map(({ name, top, height }) => (
            <rect
              key={name}
              x={`${(i + (1 - BAR) / 2) * column}%`}
              width={`${column * BAR}%`}
              y={top}
              height={height}
              rx={1.5}
              fill={`url(#${patterns}-${name})`}
              className="stroke-card"
              strokeWidth={1}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

const MIN_PART = 3;

/** Returns the parts of a day's bar from the bottom up, in pixels. Each non-zero part has a minimum height. */
function partsOf(day: DayOutcome, ceiling: number): { name: SeriesName; top: number; height: number }[] {
  let top = HEIGHT;
  return SERIES.filter(({ name }) => day[name] > 0).map(({ name }) => {
    const height = Math.max(MIN_PART, (day[name] / ceiling) * HEIGHT);
    top -= height;
    return { name, top, height };
  });
}

const COLORS: Record<SeriesName, string> = {
  delivered: 'text-good',
  waiting: 'text-wait',
  failed: 'text-bad',
  unknown: 'text-faint',
};

/** Plain, stripes, crosses and dots: distinguishable without color. */
function Patterns({ id }: { id: string }) {
  const tile = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' } as const;
  return (
    <defs>
      <pattern id={`${id}-delivered`} {...tile} className={COLORS.delivered}>
        <rect width="6" height="6" fill="currentColor" />
      </pattern>
      <pattern id={`${id}-waiting`} {...tile} className={COLORS.waiting} patternTransform="rotate(45)">
        <rect width="6" height="6" className="fill-wait-tint" />
        <rect width="3" height="6" fill="currentColor" />
      </pattern>
      <pattern id={`${id}-failed`} {...tile} className={COLORS.failed}>
        <rect width="6" height="6" fill="currentColor" />
        <path d="M0 0L6 6M6 0L0 6" className="stroke-card" strokeWidth="1" />
      </pattern>
      <pattern id={`${id}-unknown`} {...tile} className={COLORS.unknown}>
        <rect width="6" height="6" className="fill-hover" />
        <circle cx="3" cy="3" r="1.6" fill="currentColor" />
      </pattern>
    </defs>
  );
}

function Legend({ days, patterns }: { days: DayOutcome[]; patterns: string }) {
  return (
    <ul className="mb-5 flex flex-wrap gap-x-6 gap-y-1.5">
      {SERIES.map(({ name, label }) => (
        <li key={name} className="flex items-center gap-2">
          <svg aria-hidden width="12" height="12">
            <rect width="12" height="12" rx="3" fill={`url(#${patterns}-${name})`} />
          </svg>
          <span className="text-soft">{label}</span>
          <span className="font-medium tabular-nums">
            {formatCount(days.reduce((total, day) => total + day[name], 0))}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The details of the current day. `center` is its position, from 0 to 1. */
function DayTooltip({ day, center }: { day: DayOutcome; center: number }) {
  return (
    <div
      aria-hidden
      className={cn(
        'pointer-events-none absolute top-2 z-10 w-40 rounded-control border bg-card px-3 py-2 text-small shadow-float',
        center > 0.5 ? '-translate-x-full' : '',
      )}
      style={{ left: `calc(${center * 100}% + ${center > 0.5 ? -14 : 14}px)` }}
    >
      <p className="mb-1 font-medium">{dayName(day.day)}</p>
      {SERIES.map(({ name, label }) => (
        <p key={name} className="flex justify-between gap-4 text-soft">
          {label} <span className="text-ink tabular-nums">{formatCount(day[name])}</span>
        </p>
      ))}
      <p className="mt-1 flex justify-between gap-4 border-t pt-1 text-soft">
        Requests <span className="text-ink tabular-nums">{formatCount(day.uses)}</span>
      </p>
    </div>
  );
}
