import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';

type WebhookFieldProps = {
  field: UseFormRegisterReturn;
  hint: string | false;
  error: string | undefined;
  disabled?: boolean;
};

/** The URL for delivery reports. */
export function WebhookField({ field, hint, error, disabled }: WebhookFieldProps) {
  return (
    <Field label="DLR webhook URL" error={error} hint={hint}>
      {(control) => (
        <Input
          {...control}
          {...field}
          type="url"
          inputMode="url"
          className="font-mono sm:text-code"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://example.com/reports"
          disabled={disabled}
        />
      )}
    </Field>
  );
}
