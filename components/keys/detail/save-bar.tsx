'use client';

import { CircleDot } from 'lucide-react';
import { Button } from '@/components/ui/button';

type SaveBarProps = { form: { isDirty: boolean; isSubmitting: boolean; discard: () => void }; what: string };

/** Says that something is not saved yet, saves it, or takes it back. */
export function SaveBar({ form: { isDirty, isSubmitting, discard }, what }: SaveBarProps) {
  return (
    <div className="flex min-h-9 flex-wrap items-center justify-end gap-2">
      <p role="status" className="mr-auto flex items-center gap-2 text-small font-medium text-wait">
        {isDirty && (
          <>
            <CircleDot aria-hidden className="size-3.5" strokeWidth={2} /> Not saved yet
          </>
        )}
      </p>
      {isDirty && (
        <Button look="quiet" onClick={discard} disabled={isSubmitting}>
          Discard
        </Button>
      )}
      <Button look={isDirty ? 'primary' : 'outline'} type="submit" disabled={!isDirty || isSubmitting}>
        {isSubmitting ? 'Saving…' : `Save ${what}`}
      </Button>
    </div>
  );
}
