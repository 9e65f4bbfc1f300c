'use client';

import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Select } from '@/components/ui/input';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';

type DefaultSenderFieldProps = {
  field: UseFormRegisterReturn;
  /** Empty for none. */
  value: string;
  /** The account's approved sender IDs. */
  approved: string[];
  /** The label of the empty choice, and the hint about its effect. */
  none: { option: string; hint: string };
  error: string | undefined;
  disabled?: boolean;
};

/** Chooses the default sender from the approved sender IDs. A value that is no longer approved is still shown. */
export function DefaultSenderField({ field, value, approved, none, error, disabled }: DefaultSenderFieldProps) {
  const isApproved = value === '' || approved.includes(value);
  return (
    <Field label="Default sender" error={error} hint={hint()}>
      {(control) => (
        <Select {...control} {...field} disabled={disabled} className="w-full max-w-80">
          <option value="">{none.option}</option>
          {!isApproved && <option value={value}>{value} (not approved)</option>}
          {approved.map((sender) => (
            <option key={sender} value={sender}>
              {sender}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );

  function hint() {
    if (!isApproved) {
      return (
        <span className="text-wait">
          “{value}” is not approved, so requests that name no other sender are refused. <SenderIds>See why</SenderIds>
        </span>
      );
    }
    if (approved.length === 0) {
      return (
        <>
          There is no approved sender ID yet. <SenderIds>Request one</SenderIds>
        </>
      );
    }
    return value === '' && none.hint;
  }
}

function SenderIds({ children }: { children: string }) {
  return (
    <Link href={routes.senderIds()} className="rounded-[4px] font-medium underline underline-offset-2">
      {children}
    </Link>
  );
}
