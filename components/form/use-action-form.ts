'use client';

import { useEffect, useMemo } from 'react';
import { type DefaultValues, type FieldValues, type Path, type Resolver, useForm } from 'react-hook-form';
import type * as z from 'zod';
import type { ActionResult } from '@/lib/actions/result';
import { failureOf } from './call-action';

type Options<Values extends FieldValues, Data> = {
  /** Imports the schema. Schema and validator are as large as a page, so they are loaded after it. */
  loadSchema: () => Promise<z.ZodType<unknown, Values>>;
  action: (input: Values) => Promise<ActionResult<Data>>;
  defaultValues: DefaultValues<Values>;
  onDone: (data: Data) => void;
};

/** A form that submits to a server action. The schema validates in the browser; field errors of the action are shown at their fields. */
export function useActionForm<Values extends FieldValues, Data>(options: Options<Values, Data>) {
  const { loadSchema, action, defaultValues, onDone } = options;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the schema of a form does not change.
  const resolver = useMemo(() => lazyResolver(loadSchema), []);
  // Not validated on blur: an error that appears while the user clicks moves the target of the click.
  const form = useForm<Values>({ resolver: resolver.resolve, defaultValues, mode: 'onSubmit' });
  useEffect(() => {
    // Loaded while the user types. A failure is reported on submit.
    resolver.load().catch(() => {});
  }, [resolver]);

  const submit = form.handleSubmit(async (values) => {
    const result = await action(values).catch((error): ActionResult<Data> => ({ ok: false, error: failureOf(error) }));
    if (result.ok) {
      onDone(result.data);
      return;
    }
    const { fields, message } = result.error;
    const known = Object.entries(fields ?? {}).filter(([name]) => hasPath(values, name));
    for (const [name, text] of known) form.setError(name as Path<Values>, { message: text }, { shouldFocus: true });
    if (known.length === 0) form.setError('root', { message });
  });
  return { ...form, submit, formError: form.formState.errors.root?.message };
}

/** Whether the form has a field at a path such as `settings.port`. */
function hasPath(values: unknown, path: string): boolean {
  let value = values;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
  }
  return true;
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
