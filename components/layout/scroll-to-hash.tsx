'use client';

import { useEffect } from 'react';

/** Scrolls to the anchor of the address. For pages with a skeleton, where the anchor is missing when the browser scrolls. */
export function ScrollToHash() {
  useEffect(() => {
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, []);
  return null;
}
