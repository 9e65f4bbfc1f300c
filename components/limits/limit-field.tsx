import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';

type LimitFieldProps = {
  label: string;
  field: UseFormRegisterReturn;
  hint?: string | false;
  error: string | undefined;
  disabled?: boolean;
};

/** A number that limits something; blank for no limit. */
export function LimitField({ label, field, hint, error, disabled }: LimitFieldProps) {
  return (
    <Field label={label} hint={hint || undefined} error={error}>
      {(control) => (
        <Input
          {...control}
          {...field}
          inputMode="numeric"
          autoComplete="off"
          placeholder="No limit"
          className="max-w-60 tabular-nums"
          disabled={disabled}
        />
      )}
    </Field>
  );
}
