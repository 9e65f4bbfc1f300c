'use client';

import { useEffect } from 'react';
import type { DefaultValues, FieldValues } from 'react-hook-form';
import type { z } from 'zod';
import { useActionForm } from '@/components/form/use-action-form';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';

type Options<Values extends FieldValues> = {
  /** What the server holds now. When it changes, the form follows. */
  saved: Values;
  loadSchema: () => Promise<z.ZodType<unknown, Values>>;
  save: (values: Values) => Promise<ActionResult<void>>;
  /** The toast's title and words once it is saved. */
  done: string;
  doneDescription?: string;
};

/** A form over settings that stay on the page: knows what is not saved yet, and shows what the server made of it. */
export function useSettingsForm<Values extends FieldValues>(options: Options<Values>) {
  const { saved, loadSchema, save, done, doneDescription } = options;
  const form = useActionForm<Values, void>({
    loadSchema,
    action: save,
    defaultValues: saved as DefaultValues<Values>,
    onDone: () => {
      form.reset(form.getValues());
      toast.success(done, { description: doneDescription });
    },
  });
  const stamp = JSON.stringify(saved);
  const { reset } = form;
  useEffect(() => {
    reset(JSON.parse(stamp) as Values);
  }, [stamp, reset]);
  const { isDirty, isSubmitting } = form.formState;
  return { ...form, isDirty, isSubmitting, discard: () => reset(JSON.parse(stamp) as Values) };
}
