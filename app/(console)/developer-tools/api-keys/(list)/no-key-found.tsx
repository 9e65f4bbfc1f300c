'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ListLink, useKeyList } from './key-list-provider';
import { DEFAULT_FILTER, isFiltered } from './list-address';

/** Replaces the table when it has no rows: no key matches the filter, or all keys are deleted. */
export function NoKeyFound({ footer }: { footer: ReactNode }) {
  const { filter } = useKeyList();
  const filtered = isFiltered(filter);
  return (
    <section className="rounded-card border bg-card">
      <div className="px-5 py-16 text-center">
        <h2 className="text-title">{filtered ? 'No key matches' : 'No keys left'}</h2>
        <p className="mt-1.5 text-soft">
          {filtered ? 'Change a filter, or show all keys.' : 'All keys of this account have been deleted.'}
        </p>
        <Button asChild className="mt-5">
          {filtered ? (
            <ListLink changes={{ ...DEFAULT_FILTER, type: undefined, environment: undefined, restriction: undefined }}>
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
