'use client';

import { useEffect, useMemo } from 'react';
import { type DefaultValues, type FieldValues, type Path, type Resolver, useForm } from 'react-hook-form';
import type { z } from 'zod';
import type { ActionResult } from '@/lib/actions/result';
import { failureOf } from './report-failure';

type Options<Values extends FieldValues, Data> = {
  /** Imports the schema: it and what checks it are as large as a whole page, so they come after the page. */
  loadSchema: () => Promise<z.ZodType<unknown, Values>>;
  action: (input: Values) => Promise<ActionResult<Data>>;
  defaultValues: DefaultValues<Values>;
  onDone: (data: Data) => void;
};

/** A form over a server action: the schema answers at once, the action decides, its field errors go to their fields. */
export function useActionForm<Values extends FieldValues, Data>(options: Options<Values, Data>) {
  const { loadSchema, action, defaultValues, onDone } = options;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a form keeps the schema it was made with.
  const resolver = useMemo(() => lazyResolver(loadSchema), []);
  // Not on leaving a field: a complaint that appears under the pointer moves what is about to be clicked.
  const form = useForm<Values>({ resolver: resolver.resolve, defaultValues, mode: 'onSubmit' });
  useEffect(() => {
    // Fetched while the person types. A failure shows when it is needed.
    resolver.load().catch(() => {});
  }, [resolver]);

  const submit = form.handleSubmit(async (values) => {
    const result = await action(values).catch((error): ActionResult<Data> => ({ ok: false, error: failureOf(error) }));
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

function lazyResolver<Values extends FieldValues>(loadSchema: Options<Values, unknown>['loadSchema']) {
  let loading: Promise<Resolver<Values>> | undefined;
  async function load(): Promise<Resolver<Values>> {
    loading ??= Promise.all([import('./zod-resolver'), loadSchema()]).then(([{ resolverOf }, schema]) =>
      resolverOf(schema),
    );
    return loading.catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  }
  const resolve: Resolver<Values> = async (values, context, options) => (await load())(values, context, options);
  return { load, resolve };
}
