'use client';

import { useEffect } from 'react';

/**
 * Goes to the part of the page that the address names. For pages that come after a skeleton: the browser looked for the part
 * before it was there.
 */
export function ScrollToHash() {
  useEffect(() => {
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, []);
  return null;
}
