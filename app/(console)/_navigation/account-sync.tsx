'use client';

import { useEffect } from 'react';

const CHANNEL = 'postern-account';

/** Notifies the other tabs of this browser that the session has switched to another account. */
export function notifyAccountSwitch(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('switched');
  channel.close();
}

/** Reloads this tab after an account switch in another tab: it would show one account and act in the other. */
export function ReloadOnAccountSwitch() {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => window.location.reload();
    return () => channel.close();
  }, []);
  return null;
}
