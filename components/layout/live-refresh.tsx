'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { LiveTopic } from '@/lib/live/changes';
import { whenAttended } from './attended';
import { liveState, onLiveChange } from './live';

/** Under steady change, refreshes are this far apart. Two may follow each other at once, so that one message is seen to arrive. */
const SPACING_MS = 7_000;
const BURST = 2;
/** Changes of one action are announced together. */
const GATHER_MS = 150;

type LiveRefreshProps = {
  /** Changes in the account that refresh the page. */
  topics: readonly LiveTopic[];
  /** Those of any account, for operators. */
  all?: readonly LiveTopic[];
};

/** Refreshes what the page shows when it has changed, by the tab's live connection. The page keeps its place and its forms. */
export function LiveRefresh({ topics, all = [] }: LiveRefreshProps) {
  const router = useRouter();
  const wanted = [...topics, ...all.map((topic) => `all:${topic}`)].join(' ');
  useEffect(() => {
    const names = wanted.split(' ');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLiveChange((event) => {
      if (timer || (event && !isOneOf(names, event))) return;
      timer = setTimeout(() => {
        timer = undefined;
        // A page of an ended session would be replaced by the sign-in, and what was typed with it.
        whenAttended(() => liveState() !== 'ended' && router.refresh());
      }, waitMs());
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [wanted, router]);
  return null;
}

function isOneOf(names: readonly string[], { own, all }: { own: LiveTopic[]; all: LiveTopic[] }): boolean {
  return own.some((topic) => names.includes(topic)) || all.some((topic) => names.includes(`all:${topic}`));
}

/** Times of the last refreshes of this tab. */
const refreshes: number[] = [];

/** Returns how long the next refresh waits, and counts it. */
function waitMs(): number {
  const now = performance.now();
  const before = refreshes.length < BURST ? undefined : refreshes[0];
  const at = Math.max(now + GATHER_MS, before === undefined ? 0 : before + BURST * SPACING_MS);
  refreshes.push(at);
  if (refreshes.length > BURST) refreshes.shift();
  return at - now;
}
