'use client';

import { CircleDot } from 'lucide-react';
import { FormError } from '@/components/form/field';
import { Button } from '@/components/ui/button';

type SaveBarProps = {
  form: { isDirty: boolean; isSubmitting: boolean; formError: string | undefined; discard: () => void };
  what: string;
};

/** Shows that there are unsaved changes, with buttons to save and discard them. Hidden without changes. */
export function SaveBar({ form: { isDirty, isSubmitting, formError, discard }, what }: SaveBarProps) {
  return (
    <div>
      <div className={formError && 'mt-4'}>
        <FormError message={formError} />
      </div>
      <p role="status" className="sr-only">
        {isDirty ? 'Not saved yet' : ''}
      </p>
      {isDirty && (
        <div className="mt-4 flex flex-wrap items-center justify-end gap-2 rounded-control bg-well py-2 pr-2 pl-3">
          <p aria-hidden className="mr-auto flex items-center gap-2 font-medium text-wait">
            <CircleDot className="size-3.5" strokeWidth={2} /> Not saved yet
          </p>
          <Button variant="quiet" onClick={discard} disabled={isSubmitting}>
            Discard
          </Button>
          <Button variant="primary" type="submit" disabled={isSubmitting}>
            {isSubmitting ? 'Saving…' : `Save ${what}`}
          </Button>
        </div>
      )}
    </div>
  );
}
