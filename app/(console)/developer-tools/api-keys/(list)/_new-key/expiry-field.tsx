'use client';

import { useId, useState } from 'react';
import { Field } from '@/components/form/field';
import { Input, Select } from '@/components/ui/input';
import { formatDate, formatDateTime } from '@/lib/base/format';

const DAY_MS = 86_400_000;
const PRESETS = [7, 30, 90, 365];
const CUSTOM = 'custom';

type ExpiryFieldProps = {
  /** ISO 8601, null for never, empty while the date is incomplete. */
  value: unknown;
  onChange: (value: string | null) => void;
  error?: string;
};

/** When the key expires: never, in some days, or at a date and time of the browser's time zone. */
export function ExpiryField({ value, onChange, error }: ExpiryFieldProps) {
  const [choice, setChoice] = useState('never');
  const momentId = useId();
  const hint =
    typeof value === 'string' && value !== ''
      ? `Expires ${formatDateTime(new Date(value))}, your time.`
      : 'The key works until it is disabled or deleted.';

  function choose(next: string) {
    setChoice(next);
    if (next === 'never') onChange(null);
    else if (next === CUSTOM) onChange('');
    else onChange(new Date(Date.now() + Number(next) * DAY_MS).toISOString());
  }

  return (
    <Field label="Expiry" hint={choice === CUSTOM && value === '' ? 'Choose a date and a time.' : hint} error={error}>
      {(control) => (
        <div className="flex flex-wrap gap-2">
          <Select
            id={control.id}
            aria-describedby={control['aria-describedby']}
            value={choice}
            onChange={(event) => choose(event.target.value)}
            className="min-w-36 flex-1"
          >
            <option value="never">Never</option>
            {PRESETS.map((days) => (
              <option key={days} value={days}>
                In {days} days
              </option>
            ))}
            <option value={CUSTOM}>At a date and time</option>
          </Select>
          {choice === CUSTOM && (
            <Input
              id={momentId}
              type="datetime-local"
              aria-label="Expires at"
              aria-invalid={control['aria-invalid']}
              aria-describedby={control['aria-describedby']}
              onChange={(event) => onChange(isoOf(event.target.value))}
              className="h-9! w-auto! flex-1"
            />
          )}
        </div>
      )}
    </Field>
  );
}

/** Returns a local date and time as ISO 8601; empty if it is not valid. */
function isoOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

/** Returns the expiry for the form's summary: `never`, or `until 31 Jan 2027`. `value` as in `ExpiryField`. */
export function formatExpiry(value: unknown): string {
  if (typeof value !== 'string') return 'never';
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? 'until …' : `until ${formatDate(at)}`;
}
