'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

const DEFAULT_MS = 2_000;

/** Refreshes the page while `active` and while the tab is visible. */
export function LiveRefresh({ active, everyMs = DEFAULT_MS }: { active: boolean; everyMs?: number }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  useEffect(() => {
    if (!active || pending) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') startTransition(() => router.refresh());
    }, everyMs);
    return () => clearInterval(timer);
  }, [active, everyMs, pending, router]);
  return null;
}
