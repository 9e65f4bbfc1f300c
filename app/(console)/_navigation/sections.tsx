'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Counts, type Right, type Section, sectionsFor } from './navigation';

const NO_COUNTS: Counts = { pendingRequests: 0, pendingSenders: 0 };
const Sections = createContext<Section[]>([]);
const SectionCounts = createContext(NO_COUNTS);

type SectionsProviderProps = { rights: readonly Right[]; counts?: Counts; children: ReactNode };

/** Provides the visible sections and the counts to the navigation. */
export function SectionsProvider({ rights, counts = NO_COUNTS, children }: SectionsProviderProps) {
  const sections = useMemo(() => sectionsFor(rights), [rights]);
  return (
    <Sections value={sections}>
      <SectionCounts value={counts}>{children}</SectionCounts>
    </Sections>
  );
}

/** Returns the sections that the signed-in user sees. */
export function useSections(): Section[] {
  return useContext(Sections);
}

/** Returns the counts shown at the links of the navigation. */
export function useCounts(): Counts {
  return useContext(SectionCounts);
}
