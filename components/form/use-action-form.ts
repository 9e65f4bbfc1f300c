'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form';
import { config, type z } from 'zod';
import type { ActionResult } from '@/lib/actions/result';

// Compiled parsers need eval, which the content security policy forbids.
config({ jitless: true });

type Options<Values extends FieldValues, Data> = {
  schema: z.ZodType<unknown, Values>;
  action: (input: Values) => Promise<ActionResult<Data>>;
  defaultValues: DefaultValues<Values>;
  onDone: (data: Data) => void;
};

/** A form over a server action: the schema answers at once, the action decides, its field errors go to their fields. */
export function useActionForm<Values extends FieldValues, Data>(options: Options<Values, Data>) {
  const { schema, action, defaultValues, onDone } = options;
  const form = useForm<Values>({
    resolver: zodResolver(schema, undefined, { raw: true }),
    defaultValues,
    mode: 'onTouched',
  });
  const submit = form.handleSubmit(async (values) => {
    const result = await action(values).catch((): ActionResult<Data> => UNREACHABLE);
    if (result.ok) {
      onDone(result.data);
      return;
    }
    const { fields, message } = result.error;
    const known = Object.entries(fields ?? {}).filter(([name]) => name in values);
    for (const [name, text] of known) form.setError(name as Path<Values>, { message: text }, { shouldFocus: true });
    if (known.length === 0) form.setError('root', { message });
  });
  return { ...form, submit, formError: form.formState.errors.root?.message };
}

const UNREACHABLE = {
  ok: false,
  error: { code: 'unavailable', message: 'The server did not answer. Check the connection, then try again.' },
} as const;
