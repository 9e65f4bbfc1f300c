'use client';

import { useEffect, useMemo, useState } from 'react';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import type { Step } from '@/lib/messages/replaced-parts';
import { compileReplacements, tableEdits } from '@/lib/messages/replacement-table';
import type { Pair } from '@/lib/replacements/rules';

/** What a mode does to a text, as the gate does it; or that it is still being fetched, or could not be. */
export type Steps =
  | { state: 'ready'; steps: readonly Step[] }
  | { state: 'loading' }
  | { state: 'failed'; retry: () => void };

/** The steps of `mode` with `pairs` as the table. The closest character of each is half a megabyte: fetched when needed. */
export function useSteps(mode: AutoReplaceMode, pairs: readonly Pair[]): Steps {
  const onTable = useMemo<Step>(() => {
    const table = compileReplacements(pairs.map(({ search, replacement }) => [search, replacement]));
    return (text) => tableEdits(text, table);
  }, [pairs]);
  const [closest, setClosest] = useState<{ edits: Step } | 'failed' | null>(null);
  const wanted = mode === 'full' && closest === null;
  useEffect(() => {
    if (!wanted) return;
    let left = false;
    import('@/lib/messages/closest-gsm').then(
      ({ closestEdits }) => !left && setClosest({ edits: closestEdits }),
      () => !left && setClosest('failed'),
    );
    return () => {
      left = true;
    };
  }, [wanted]);
  if (mode === 'off') return { state: 'ready', steps: [] };
  if (mode === 'on') return { state: 'ready', steps: [onTable] };
  if (closest === null) return { state: 'loading' };
  if (closest === 'failed') return { state: 'failed', retry: () => setClosest(null) };
  return { state: 'ready', steps: [onTable, closest.edits] };
}
