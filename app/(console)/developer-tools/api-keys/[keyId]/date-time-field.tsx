'use client';

import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

type DateTimeFieldProps = {
  label: string;
  /** `2027-01-31T12:00` in the browser's time zone; empty for never. */
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  hint?: string;
  presets: readonly { label: string; value: () => string }[];
  disabled?: boolean;
};

/** A date and time in the browser's time zone, with presets. */
export function DateTimeField({ label, value, onChange, error, hint, presets, disabled }: DateTimeFieldProps) {
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <span className="flex flex-wrap items-center gap-2">
          <Input
            {...control}
            type="datetime-local"
            className="max-w-60 tabular-nums"
            value={value}
            disabled={disabled}
            onChange={(event) => onChange(event.target.value)}
          />
          {!disabled &&
            presets.map((preset) => (
              <Button key={preset.label} size="small" onClick={() => onChange(preset.value())}>
                {preset.label}
              </Button>
            ))}
        </span>
      )}
    </Field>
  );
}

const MINUTE_MS = 60_000;

/** Returns a time as the value of a `datetime-local` field: in the browser's time zone, to the minute. */
export function toLocalDateTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** Returns the value of a field as ISO 8601; null for never. Invalid text is returned as it is, for the schema to reject. */
export function toIso(local: string): string | null {
  if (local === '') return null;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}
