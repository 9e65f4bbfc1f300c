'use client';

import type { FormEventHandler, KeyboardEventHandler, ReactNode } from 'react';
import type { UseFormRegister } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { FormError } from '@/components/form/form-error';
import { Input } from '@/components/ui/input';
import type { Pair } from '@/lib/replacements/rules';

type PairFormProps = {
  /** What `useActionForm` gave. */
  form: {
    submit: FormEventHandler;
    register: UseFormRegister<Pair>;
    formError: string | undefined;
    formState: { errors: { [name in keyof Pair]?: { message?: string } } };
  };
  label: string;
  onKeyDown?: KeyboardEventHandler;
  /** The buttons. */
  children: ReactNode;
};

/** What is looked for, what comes instead, and what to do with the two. */
export function PairForm({ form, label, onKeyDown, children }: PairFormProps) {
  const { errors } = form.formState;
  return (
    <form onSubmit={form.submit} onKeyDown={onKeyDown} noValidate aria-label={label} className="space-y-3">
      <FormError message={form.formError} />
      <div className="flex flex-wrap items-start gap-3">
        <div className="w-full min-w-0 sm:w-auto sm:max-w-80 sm:flex-1">
          <Field label="Look for" error={errors.search?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register('search')}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
              />
            )}
          </Field>
        </div>
        <div className="w-full min-w-0 sm:w-auto sm:max-w-80 sm:flex-1">
          <Field label="Replace by" error={errors.replacement?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register('replacement')}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                placeholder="nothing"
              />
            )}
          </Field>
        </div>
        <div className="flex gap-2 sm:pt-[26px]">{children}</div>
      </div>
    </form>
  );
}
