'use client';

import { CircleDashed } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { routes } from '@/lib/base/routes';
import { KEPT_REQUESTS } from '@/lib/webhooks/receiver/rules';
import { clearReceiverAction } from './actions';
import type { ReceivedJson } from './received-json';
import { ReceivedRequest } from './received-request';

const POLL_MS = 2_000;

type LiveRequestsProps = { initial: ReceivedJson[]; now: string; manages: boolean };

/** What arrived, newest first. Asks for more every two seconds while the tab is visible. */
export function LiveRequests({ initial, now, manages }: LiveRequestsProps) {
  const [requests, setRequests] = useState(initial);
  const [isStale, setStale] = useState(false);
  const { pending, run } = useCommand();

  const poll = useEffectEvent(async () => {
    if (document.visibilityState !== 'visible') return;
    const more = await newerThan(requests.at(0)?.id);
    setStale(more === null);
    if (more && more.length > 0) setRequests((before) => merged(more, before));
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      timer = setTimeout(() => void poll().finally(next), POLL_MS);
    };
    next();
    return () => clearTimeout(timer);
  }, []);

  function clear() {
    run(
      'Nothing was cleared',
      () => clearReceiverAction({}),
      () => setRequests([]),
    );
  }

  return (
    <section aria-labelledby="arrived" className="rounded-card border bg-card">
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3 sm:px-5">
        <h2 id="arrived" className="font-semibold">
          What arrived
        </h2>
        <div className="flex items-center gap-3">
          <p className="flex items-center gap-1.5 text-small text-soft">
            <span
              aria-hidden
              className={isStale ? 'size-2 rounded-full bg-wait' : 'size-2 animate-pulse rounded-full bg-good'}
            />
            {isStale ? 'No connection' : 'Live'}
          </p>
          {manages && requests.length > 0 && (
            <Button size="small" onClick={clear} disabled={pending}>
              Clear
            </Button>
          )}
        </div>
      </div>
      <p role="status" className="sr-only">
        {requests.length === 0 ? 'Nothing has arrived.' : `${requests.length} requests have arrived.`}
      </p>
      {requests.length === 0 ? (
        <p className="flex items-center justify-center gap-2 border-t px-5 py-14 text-center text-soft">
          <CircleDashed aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
          Waiting for the first report. It appears here by itself.
        </p>
      ) : (
        <ul className="divide-y border-t">
          {requests.map((request, index) => (
            <ReceivedRequest key={request.id} request={request} now={now} isOpen={index === 0} />
          ))}
        </ul>
      )}
      <p className="border-t px-4 py-2.5 text-small text-soft sm:px-5">
        The last {KEPT_REQUESTS} requests are kept, for 24 hours.
      </p>
    </section>
  );
}

/** Returns the requests after the one with the id; null if the server could not be asked. */
async function newerThan(id: string | undefined): Promise<ReceivedJson[] | null> {
  try {
    const response = await fetch(`${routes.webhookReceiverRequests()}${id ? `?after=${id}` : ''}`);
    if (!response.ok) return null;
    return ((await response.json()) as { requests: ReceivedJson[] }).requests;
  } catch {
    return null;
  }
}

function merged(more: ReceivedJson[], before: ReceivedJson[]): ReceivedJson[] {
  const ids = new Set(more.map(({ id }) => id));
  return [...more, ...before.filter(({ id }) => !ids.has(id))].slice(0, KEPT_REQUESTS);
}
