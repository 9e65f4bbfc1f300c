'use client';

import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';

/** The field that every change of how somebody signs in begins with. */
export function PasswordAgain({ field, error }: { field: UseFormRegisterReturn; error: string | undefined }) {
  return (
    <Field label="Your password" hint="To be sure that it is you." error={error}>
      {(control) => <Input {...control} {...field} type="password" autoComplete="current-password" autoFocus />}
    </Field>
  );
}

export const loadPasswordAgain = () => import('@/lib/two-factor/schema').then((module) => module.passwordAgainSchema);
