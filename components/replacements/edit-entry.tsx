'use client';

import { useEffect } from 'react';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ReplacementView } from '@/lib/replacements/queries';
import type { Pair } from '@/lib/replacements/rules';
import { PairForm } from './pair-form';
import type { ReplacementActions } from './replacement-actions';

type EditEntryProps = { entry: ReplacementView; change: ReplacementActions['change']; onClose: () => void };

/** An entry's row while it is being changed. Escape leaves it as it was. */
export function EditEntry({ entry: { id, search, replacement }, change, onClose }: EditEntryProps) {
  const form = useActionForm<Pair, void>({
    loadSchema: async () => (await import('@/lib/replacements/schema')).replacementSchema,
    action: (pair) => change({ id, ...pair }),
    defaultValues: { search, replacement },
    onDone: () => {
      onClose();
      toast.success('Changed', { description: 'It holds for messages accepted from now on.' });
    },
  });
  const { isSubmitting } = form.formState;
  const { setFocus } = form;
  useEffect(() => setFocus('search', { shouldSelect: true }), [setFocus]);
  return (
    <PairForm form={form} label={`Change ${search}`} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <Button look="primary" type="submit" disabled={isSubmitting} className="h-9.5">
        {isSubmitting ? 'Saving…' : 'Save'}
      </Button>
      <Button onClick={onClose} disabled={isSubmitting} className="h-9.5">
        Cancel
      </Button>
    </PairForm>
  );
}
