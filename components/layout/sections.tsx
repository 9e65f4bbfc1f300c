'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Counts, type Right, type Section, sectionsFor } from './navigation';

const NO_COUNTS: Counts = { pendingRequests: 0, pendingSenders: 0 };
const Sections = createContext<Section[]>([]);
const SectionCounts = createContext(NO_COUNTS);

type SectionsProviderProps = { rights: readonly Right[]; counts?: Counts; children: ReactNode };

/** Lets the navigation below know what the signed-in person may see, and what waits for them. */
export function SectionsProvider({ rights, counts = NO_COUNTS, children }: SectionsProviderProps) {
  const sections = useMemo(() => sectionsFor(rights), [rights]);
  return (
    <Sections value={sections}>
      <SectionCounts value={counts}>{children}</SectionCounts>
    </Sections>
  );
}

/** The sections that the signed-in person sees. */
export function useSections(): Section[] {
  return useContext(Sections);
}

/** How much waits behind the links of the navigation. */
export function useCounts(): Counts {
  return useContext(SectionCounts);
}
