'use client';

import { ChevronRight, CircleHelp, ShieldAlert, ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import { eventTitle } from '@/components/webhooks/event-names';
import { PayloadView } from '@/components/webhooks/payload-view';
import type { SignatureCheck } from '@/lib/webhooks/receiver/check';
import type { ReceivedJson } from './received-json';

const CHECKS: Record<SignatureCheck, { label: string; tone: BadgeTone; icon: typeof ShieldCheck; meaning: string }> = {
  valid: {
    ...{ label: 'Signature valid', tone: 'good', icon: ShieldCheck },
    meaning: 'It is signed with the secret of the endpoint, key or account.',
  },
  wrong: {
    ...{ label: 'Signature wrong', tone: 'bad', icon: ShieldAlert },
    meaning: 'It is not signed with a secret of this account, or the body was changed.',
  },
  unsigned: {
    ...{ label: 'Not signed', tone: 'neutral', icon: ShieldOff },
    meaning: 'It has no Standard Webhooks headers: another program sent it, or another format.',
  },
  unknown: {
    ...{ label: 'Not checked', tone: 'neutral', icon: CircleHelp },
    meaning: 'It is signed, but not by a report of this account.',
  },
};

type ReceivedRequestProps = { request: ReceivedJson; now: string; isOpen: boolean };

/** One request, with headers and body when it is open. `isOpen`: at first. */
export function ReceivedRequest({ request, now, isOpen }: ReceivedRequestProps) {
  const { receivedAt, headers, body, answerStatus, signatureCheck } = request;
  const { label, tone, icon: Icon, meaning } = CHECKS[signatureCheck];
  // One that is open stays open when a newer one arrives.
  const [wasOpen] = useState(isOpen);
  return (
    <li>
      <details open={wasOpen} className="group">
        <summary className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-3 hover:bg-hover sm:px-5 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="size-3.5 shrink-0 text-soft transition-transform duration-150 group-open:rotate-90"
            strokeWidth={1.75}
          />
          <span className="font-medium">{titleOf(body)}</span>
          <Badge tone={tone}>
            <Icon aria-hidden strokeWidth={1.75} /> {label}
          </Badge>
          <span className="ml-auto flex items-center gap-3 text-small text-soft">
            answered {answerStatus}
            <Time at={receivedAt} now={now} />
          </span>
        </summary>
        <div className="space-y-3 px-4 pb-4 sm:px-5">
          <p className="text-soft">{meaning}</p>
          <PayloadView title="Headers" text={headers.map(([name, value]) => `${name}: ${value}`).join('\n')} />
          <PayloadView title="Body" text={body} />
        </div>
      </details>
    </li>
  );
}

function titleOf(body: string): string {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    if (typeof type === 'string') return eventTitle(type);
  } catch {
    // Any text may arrive.
  }
  return body === '' ? 'Empty request' : 'Request';
}
