'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

const EVERY_MS = 2_000;

/** Renews the page while something on it can still change and somebody looks at it. */
export function LiveRefresh({ active }: { active: boolean }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  useEffect(() => {
    if (!active || pending) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') startTransition(() => router.refresh());
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [active, pending, router]);
  return null;
}
