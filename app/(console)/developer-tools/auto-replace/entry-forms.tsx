'use client';

import { Plus } from 'lucide-react';
import { type FormEventHandler, type KeyboardEventHandler, type ReactNode, useEffect } from 'react';
import type { UseFormRegister } from 'react-hook-form';
import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { ReplacementView } from '@/lib/replacements/queries';
import type { Pair } from '@/lib/replacements/rules';
import { addAction, changeAction } from './actions';

const loadSchema = async () => (await import('@/lib/replacements/schema')).replacementSchema;

const EMPTY: Pair = { search: '', replacement: '' };

/** Adds an entry, then focuses the first field for the next one. */
export function AddEntry() {
  const form = useActionForm<Pair, void>({
    loadSchema,
    action: addAction,
    defaultValues: EMPTY,
    onDone: () => {
      form.reset(EMPTY);
      form.setFocus('search');
      toast.success('Added', { description: 'It applies to messages accepted from now on.' });
    },
  });
  const { isSubmitting } = form.formState;
  return (
    <PairForm form={form} label="Add an entry">
      <Button variant="primary" type="submit" disabled={isSubmitting} className="h-9.5">
        <Plus aria-hidden strokeWidth={1.75} /> {isSubmitting ? 'Adding…' : 'Add'}
      </Button>
    </PairForm>
  );
}

type EditEntryProps = { entry: ReplacementView; onClose: () => void };

/** The form of an existing entry. Escape discards the changes. */
export function EditEntry({ entry: { id, search, replacement }, onClose }: EditEntryProps) {
  const form = useActionForm<Pair, void>({
    loadSchema,
    action: (pair) => changeAction({ id, ...pair }),
    defaultValues: { search, replacement },
    onDone: () => {
      onClose();
      toast.success('Changed', { description: 'It applies to messages accepted from now on.' });
    },
  });
  const { isSubmitting } = form.formState;
  const { setFocus } = form;
  useEffect(() => setFocus('search', { shouldSelect: true }), [setFocus]);
  return (
    <PairForm form={form} label={`Change ${search}`} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <Button variant="primary" type="submit" disabled={isSubmitting} className="h-9.5">
        {isSubmitting ? 'Saving…' : 'Save'}
      </Button>
      <Button onClick={onClose} disabled={isSubmitting} className="h-9.5">
        Cancel
      </Button>
    </PairForm>
  );
}

type PairFormProps = {
  /** The result of `useActionForm`. */
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

/** The fields of an entry and its buttons. */
function PairForm({ form, label, onKeyDown, children }: PairFormProps) {
  const { errors } = form.formState;
  return (
    <form onSubmit={form.submit} onKeyDown={onKeyDown} noValidate aria-label={label} className="space-y-3">
      <FormError message={form.formError} />
      <div className="flex flex-wrap items-start gap-3">
        <div className="w-full min-w-0 sm:w-auto sm:max-w-80 sm:flex-1">
          <Field label="Search" error={errors.search?.message}>
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
          <Field label="Replacement" error={errors.replacement?.message}>
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
