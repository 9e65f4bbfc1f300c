import type { ComponentProps } from 'react';
import { Input } from '@/components/ui/input';
import { Field } from './field';

/** The e-mail address of somebody else, as the first field of a dialog. */
export function AddressField({ error, ...input }: { error: string | undefined } & ComponentProps<'input'>) {
  return (
    <Field label="E-mail address" {...(error && { error })}>
      {(control) => (
        <Input {...control} {...input} type="email" autoComplete="off" placeholder="name@example.com" autoFocus />
      )}
    </Field>
  );
}
