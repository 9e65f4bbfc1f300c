'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { callAction } from '@/components/form/call-action';
import { FormError } from '@/components/form/field';
import type { ActionResult } from '@/lib/actions/result';

const PARAMETER = 'token';

type LinkPageProps<Found> = {
  /** Reads what the link is for. */
  open: (input: { token: string }) => Promise<ActionResult<Found>>;
  children: (found: Found, token: string) => ReactNode;
};

/**
 * A page behind a one-time link. The token is in the fragment, which no server and no proxy receives with the address;
 * it is removed from there, and kept for this tab.
 */
export function LinkPage<Found>({ open, children }: LinkPageProps<Found>) {
  const [opened, setOpened] = useState<{ result: ActionResult<Found>; token: string } | null>(null);
  useEffect(() => {
    const read = () => {
      const token = takeToken();
      void callAction(() => open({ token })).then((result) => setOpened({ result, token }));
    };
    read();
    // Another link of the same page, opened in this tab, does not load the page again.
    const onHash = () => window.location.hash && read();
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, [open]);
  if (!opened) return <p className="text-soft">Opening the link…</p>;
  const { result, token } = opened;
  return result.ok ? children(result.data, token) : <FormError message={result.error.message} />;
}

/** Returns the token of the page's link; empty without one. */
function takeToken(): string {
  const { pathname, search, hash } = window.location;
  const key = `postern-link:${pathname}`;
  const token = new URLSearchParams(hash.slice(1)).get(PARAMETER);
  try {
    if (token === null) return sessionStorage.getItem(key) ?? '';
    sessionStorage.setItem(key, token);
    // Not in the history either, from which a later user of the browser could open it.
    window.history.replaceState(window.history.state, '', pathname + search);
    return token;
  } catch {
    // Storage is off: the address keeps the token, so that a reload works.
    return token ?? '';
  }
}
