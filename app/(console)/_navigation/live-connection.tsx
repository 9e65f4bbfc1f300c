'use client';

import { Unplug } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { liveState, onLiveState, openLive } from '@/components/layout/live';
import { routes } from '@/lib/base/routes';

/** Keeps the tab's live connection, and says when the page is no longer up to date. It never navigates. */
export function LiveConnection({ renderedAtMs }: { renderedAtMs: number }) {
  const first = useRef(renderedAtMs);
  useEffect(() => openLive(first.current), []);
  const state = useSyncExternalStore(onLiveState, liveState, () => 'open' as const);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-0 z-40 flex justify-center p-3">
      {state !== 'open' && (
        <p className="floating pointer-events-auto flex max-w-full items-center gap-2 rounded-card border bg-card px-3.5 py-2 text-[13px] shadow-float">
          <Unplug aria-hidden className="size-4 shrink-0 text-wait" strokeWidth={1.75} />
          {state === 'lost' ? (
            'Not connected, trying again. What you typed stays here.'
          ) : (
            <span>
              Your session has ended. What you typed stays here:{' '}
              <a
                href={routes.signIn()}
                target="_blank"
                rel="noopener"
                className="text-accent underline underline-offset-2"
              >
                sign in in another tab
              </a>
              , then save.
            </span>
          )}
        </p>
      )}
    </div>
  );
}
