'use client';

import { useEffect, useMemo, useState } from 'react';
import type { Pair } from '@/lib/replacements/rules';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';
import type { Step } from '@/lib/text/replaced-parts';
import { compileReplacements, tableEdits } from '@/lib/text/replacement-table';

/** The replacement steps, the same as on the server; or that they are loading or could not be loaded. */
export type ReplacementSteps =
  | { state: 'ready'; steps: readonly Step[] }
  | { state: 'loading' }
  | { state: 'failed'; retry: () => void };

/** Returns the steps of `mode` with `pairs` as the table. The table of similar characters (0.5 MB) is loaded when needed. */
export function useReplacementSteps(mode: AutoReplaceMode, pairs: readonly Pair[]): ReplacementSteps {
  const onTable = useMemo<Step>(() => {
    const table = compileReplacements(pairs.map(({ search, replacement }) => [search, replacement]));
    return (text) => tableEdits(text, table);
  }, [pairs]);
  const [closest, setClosest] = useState<{ edits: Step } | 'failed' | null>(null);
  const needed = mode === 'full' && closest === null;
  useEffect(() => {
    if (!needed) return;
    let unmounted = false;
    import('@/lib/text/closest-gsm').then(
      ({ closestEdits }) => !unmounted && setClosest({ edits: closestEdits }),
      () => !unmounted && setClosest('failed'),
    );
    return () => {
      unmounted = true;
    };
  }, [needed]);
  if (mode === 'off') return { state: 'ready', steps: [] };
  if (mode === 'on') return { state: 'ready', steps: [onTable] };
  if (closest === null) return { state: 'loading' };
  if (closest === 'failed') return { state: 'failed', retry: () => setClosest(null) };
  return { state: 'ready', steps: [onTable, closest.edits] };
}
