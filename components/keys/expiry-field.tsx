'use client';

import { useId, useState } from 'react';
import { Field } from '@/components/form/field';
import { Input, Select } from '@/components/ui/input';
import { formatDateTime } from '@/lib/format';

const DAY_MS = 86_400_000;
const PRESETS = [7, 30, 90, 365];
const CUSTOM = 'custom';

type ExpiryFieldProps = {
  /** ISO 8601, null for never, empty while a date is being typed. */
  value: unknown;
  onChange: (value: string | null) => void;
  error?: string;
};

/** When the key stops working: never, after some days, or at a moment of one's own in the browser's time. */
export function ExpiryField({ value, onChange, error }: ExpiryFieldProps) {
  const [choice, setChoice] = useState('never');
  const momentId = useId();
  const hint =
    typeof value === 'string' && value !== ''
      ? `Refused from ${formatDateTime(new Date(value))} on, your time.`
      : 'The key works until somebody disables or deletes it.';

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

/** The moment that a local date and time means; empty when it is none. */
function isoOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
