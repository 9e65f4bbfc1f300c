'use client';

import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

type MomentFieldProps = {
  label: string;
  /** `2027-01-31T12:00` in the browser's time zone; empty for never. */
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  hint?: string;
  presets: readonly { label: string; value: () => string }[];
  disabled?: boolean;
};

/** A date and time of the person's own clock, with the usual choices beside it. */
export function MomentField({ label, value, onChange, error, hint, presets, disabled }: MomentFieldProps) {
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

/** As `datetime-local` fields write it: the browser's time zone, to the minute. */
export function localMoment(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** The moment that a field of this kind holds, ISO 8601; null for never. Unreadable text is left to the schema. */
export function momentOf(local: string): string | null {
  if (local === '') return null;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}
