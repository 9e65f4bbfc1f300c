'use client';

import { useEffect, useState } from 'react';
import { formatClock, formatDate, formatDateTime, formatRelative, formatTimeLeft } from '@/lib/base/format';

const TICK_MS = 10_000;

type TimeProps = {
  /** ISO 8601. */
  at: string;
  /** The server's clock when it rendered, ISO 8601: the first render in the browser must equal the server's. */
  now: string;
  show?: 'relative' | 'date' | 'exact' | 'clock';
  className?: string;
  /** Whether the exact time is shown on hover. */
  titled?: boolean;
};

/** A time in a short format, with the exact local and UTC time on hover. */
export function Time({ at, now, show = 'relative', className, titled = true }: TimeProps) {
  const [clock, setClock] = useState<Date | null>(null);
  useEffect(() => {
    setClock(new Date());
    if (show !== 'relative') return;
    const timer = setInterval(() => setClock(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, [show]);

  const moment = new Date(at);
  const utc = `${formatDateTime(moment, 'UTC')} UTC`;
  const exact = clock ? `${formatDateTime(moment)} local\n${utc}` : utc;
  return (
    <time dateTime={at} title={titled ? exact : undefined} className={className}>
      {formatTime(moment, show, clock, new Date(now))}
    </time>
  );
}

function formatTime(moment: Date, show: NonNullable<TimeProps['show']>, clock: Date | null, serverNow: Date): string {
  const timeZone = clock ? undefined : 'UTC';
  if (show === 'date') return formatDate(moment, timeZone);
  if (show === 'clock') return formatClock(moment, timeZone);
  if (show === 'exact') return formatDateTime(moment, timeZone);
  // The browser's clock may be behind the server's; a past time must not be shown as "in 2 s".
  const now = clock && clock > serverNow ? clock : serverNow;
  return formatRelative(moment, now, timeZone);
}

/** The time left until `until`, counting down. `now` is the server's clock when it rendered. Both ISO 8601. */
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
