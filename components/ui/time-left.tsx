'use client';

import { useEffect, useState } from 'react';
import { formatTimeLeft } from '@/lib/format';

const TICK_MS = 10_000;

/** How long it is until `until`, counting down. `now` is the server's clock when it rendered. Both ISO 8601. */
export function TimeLeft({ until, now, className }: { until: string; now: string; className?: string }) {
  const [clock, setClock] = useState(() => Date.parse(now));
  useEffect(() => {
    const tick = () => setClock((before) => Math.max(before, Date.now()));
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={until} className={className}>
      {formatTimeLeft(Date.parse(until) - clock)}
    </time>
  );
}
