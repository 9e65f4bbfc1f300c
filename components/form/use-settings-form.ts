'use client';

import { useEffect, useRef } from 'react';
import type { DefaultValues, FieldValues, Path } from 'react-hook-form';
import type * as z from 'zod';
import { useActionForm } from '@/components/form/use-action-form';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';

type Options<Values extends FieldValues> = {
  /** The values on the server. When they change, the form is updated, except for fields with unsaved changes. */
  saved: Values;
  loadSchema: () => Promise<z.ZodType<unknown, Values>>;
  save: (values: Values) => Promise<ActionResult<void>>;
  /** The title and the description of the toast after saving. */
  done: string;
  doneDescription?: string;
};

/** A settings form that stays on the page after saving and tracks unsaved changes. */
export function useSettingsForm<Values extends FieldValues>(options: Options<Values>) {
  const { saved, loadSchema, save, done, doneDescription } = options;
  const known = useRef(saved);
  const form = useActionForm<Values, void>({
    loadSchema,
    action: (values) => save(values).then((result) => accept(values, result)),
    defaultValues: saved as DefaultValues<Values>,
    onDone: () => {
      settle(known.current);
      toast.success(done, { description: doneDescription });
    },
  });
  const { reset, getValues, setValue } = form;

  function accept(values: Values, result: ActionResult<void>): ActionResult<void> {
    if (result.ok) known.current = values;
    return result;
  }

  /** Resets the form to the saved values `next`. Fields edited meanwhile keep their values and count as unsaved. */
  function settle(next: Values): void {
    const [before, typed] = [known.current, getValues()];
    known.current = next;
    reset(next);
    for (const name of Object.keys(next) as Path<Values>[]) {
      if (!isSame(typed[name], before[name]) && !isSame(typed[name], next[name])) {
        setValue(name, typed[name], { shouldDirty: true });
      }
    }
  }

  const stamp = JSON.stringify(saved);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the values on the server trigger the update.
  useEffect(() => settle(JSON.parse(stamp) as Values), [stamp]);

  function discard(): void {
    known.current = saved;
    reset(saved);
  }

  const { isDirty, isSubmitting } = form.formState;
  useUnsavedGuard(isDirty);
  return { ...form, isDirty, isSubmitting, discard };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
