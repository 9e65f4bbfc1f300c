'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Right, type Section, sectionsFor } from './navigation';

const Sections = createContext<Section[]>([]);

/** Lets the navigation below know what the signed-in person may see. */
export function SectionsProvider({ rights, children }: { rights: readonly Right[]; children: ReactNode }) {
  const sections = useMemo(() => sectionsFor(rights), [rights]);
  return <Sections value={sections}>{children}</Sections>;
}

/** The sections that the signed-in person sees. */
export function useSections(): Section[] {
  return useContext(Sections);
}
