'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ListLink, useKeyList } from './key-list-provider';
import { DEFAULT_FILTER, isNarrowed } from './list-address';

/** No row: because of the filters, or because every key was deleted. */
export function NoKeyFound({ footer }: { footer: ReactNode }) {
  const { filter } = useKeyList();
  const narrowed = isNarrowed(filter);
  return (
    <section className="rounded-card border bg-card">
      <div className="px-5 py-16 text-center">
        <h2 className="text-title">{narrowed ? 'No key matches' : 'No keys left'}</h2>
        <p className="mt-1.5 text-soft">
          {narrowed ? 'Loosen a filter, or look at all keys.' : 'All keys of this account have been deleted.'}
        </p>
        <Button asChild className="mt-5">
          {narrowed ? (
            <ListLink changes={{ ...DEFAULT_FILTER, type: undefined, mode: undefined, restriction: undefined }}>
              Show all keys
            </ListLink>
          ) : (
            <ListLink changes={{ status: 'deleted' }}>Show deleted keys</ListLink>
          )}
        </Button>
      </div>
      <div className="border-t">{footer}</div>
    </section>
  );
}
