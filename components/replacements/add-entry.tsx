'use client';

import { Plus } from 'lucide-react';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { Pair } from '@/lib/replacements/rules';
import { PairForm } from './pair-form';
import type { ReplacementActions } from './replacement-actions';

const EMPTY: Pair = { search: '', replacement: '' };

type AddEntryProps = { add: ReplacementActions['add'] };

/** Adds one entry after another: the first field waits for the next. */
export function AddEntry({ add }: AddEntryProps) {
  const form = useActionForm<Pair, void>({
    loadSchema: async () => (await import('@/lib/replacements/schema')).replacementSchema,
    action: add,
    defaultValues: EMPTY,
    onDone: () => {
      form.reset(EMPTY);
      form.setFocus('search');
      toast.success('Added', { description: 'It holds for messages accepted from now on.' });
    },
  });
  const { isSubmitting } = form.formState;
  return (
    <PairForm form={form} label="Add an entry">
      <Button look="primary" type="submit" disabled={isSubmitting} className="h-9.5">
        <Plus aria-hidden strokeWidth={1.75} /> {isSubmitting ? 'Adding…' : 'Add'}
      </Button>
    </PairForm>
  );
}
