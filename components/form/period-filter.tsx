'use client';

import { type ComponentProps, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import type { Period, Span } from '@/lib/base/period';

/** The choice of two days. It is not part of the address, which contains the days. */
export const BETWEEN = 'between';

const SPAN_NAMES: Record<Span, string> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

/** Filters by time: a select of common spans, or two days. */
export function PeriodFilter({ since, from, to, className }: Period & { className?: string }) {
  const chosen = from || to ? BETWEEN : (since ?? '');
  const [between, setBetween] = useState(chosen === BETWEEN);
  return (
    <>
      <Select
        name="since"
        aria-label="Time"
        defaultValue={chosen}
        onChange={(event) => {
          const choosesDays = event.target.value === BETWEEN;
          setBetween(choosesDays);
          // The form submits on change, but the days are not entered yet.
          if (choosesDays) event.stopPropagation();
        }}
        className={className}
      >
        <option value="">Any time</option>
        {Object.entries(SPAN_NAMES).map(([span, name]) => (
          <option key={span} value={span}>
            {name}
          </option>
        ))}
        <option value={BETWEEN}>Between…</option>
      </Select>
      {between && <Days from={from} to={to} />}
    </>
  );
}

/** Two days and a button. No submit on change, because a partially typed date is already valid. */
function Days({ from, to }: Pick<Period, 'from' | 'to'>) {
  const hintId = useId();
  return (
    <fieldset aria-describedby={hintId} className="flex min-w-0 flex-wrap items-center gap-2 max-sm:w-full">
      <legend className="sr-only">Between two days</legend>
      <DayInput label="From" name="from" defaultValue={from} />
      <DayInput label="To" name="to" defaultValue={to} />
      <Button type="submit">Show</Button>
      <span id={hintId} className="text-small text-soft">
        UTC days, both included
      </span>
    </fieldset>
  );
}

function DayInput({ label, ...props }: { label: string } & ComponentProps<'input'>) {
  const id = useId();
  return (
    <span className="flex items-center gap-2 max-sm:w-full">
      <label htmlFor={id} className="text-soft max-sm:w-10">
        {label}
      </label>
      {/* Without a maximum, browsers accept six digits for the year. */}
      <Input
        id={id}
        type="date"
        max="9999-12-31"
        className="h-9! min-w-0 tabular-nums max-sm:flex-1 sm:w-40!"
        {...props}
      />
    </span>
  );
}
