'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

const USUAL_MS = 2_000;

/** Renews the page while something on it can still change and somebody looks at it. */
export function LiveRefresh({ active, everyMs = USUAL_MS }: { active: boolean; everyMs?: number }) {
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
