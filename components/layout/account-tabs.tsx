'use client';

import { useEffect } from 'react';

const CHANNEL = 'postern-account';

/** Tells this browser's other tabs that the session has moved to another account. */
export function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('switched');
  channel.close();
}

/** Loads the tab anew when another has switched accounts: it shows one, and would act in the other. */
export function FollowAccount() {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => window.location.reload();
    return () => channel.close();
  }, []);
  return null;
}
