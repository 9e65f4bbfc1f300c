'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { SectionCard } from '@/components/layout/section';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { DeviceView, SessionView } from '@/lib/auth/sessions';
import type { Ending } from './end-session-dialog';

const EndSessionDialog = dynamic(() => import('./end-session-dialog').then((module) => module.EndSessionDialog));

type SessionsSectionProps = { sessions: SessionView[]; devices: DeviceView[]; now: string };

export function SessionsSection({ sessions, devices, now }: SessionsSectionProps) {
  const [ending, setEnding] = useState<Ending | null>(null);
  const others = sessions.filter(({ current }) => !current).length;
  return (
    <SectionCard
      id="sessions"
      title="Sessions"
      purpose="The browsers in which you are signed in. If you do not recognize one, sign it out, then change your password."
      action={
        others + devices.length > 0 && (
          <Button onClick={() => setEnding({ kind: 'others' })}>Sign out all others…</Button>
        )
      }
    >
      <ul className="-my-3 divide-y">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            now={now}
            onEnd={() => setEnding({ kind: 'session', id: session.id, browser: session.browser })}
          />
        ))}
      </ul>
      {devices.length > 0 && (
        <>
          <h3 className="mt-6 font-medium">Known browsers</h3>
          <p className="mt-1 text-soft">
            Signed out, but others’ failed attempts to sign in as you do not make you wait there.
          </p>
          <ul className="mt-1 -mb-3 divide-y">
            {devices.map(({ id, browser, lastSeenAt }) => (
              <Row
                key={id}
                name={browser}
                action={
                  <Button
                    size="small"
                    onClick={() => setEnding({ kind: 'device', id, browser })}
                    aria-label={`Forget ${browser}`}
                  >
                    Forget…
                  </Button>
                }
              >
                <span>
                  last signed in <Time at={lastSeenAt.toISOString()} now={now} />
                </span>
              </Row>
            ))}
          </ul>
        </>
      )}
      {ending && <EndSessionDialog ending={ending} onClose={() => setEnding(null)} />}
    </SectionCard>
  );
}

type SessionRowProps = { session: SessionView; now: string; onEnd: () => void };

function SessionRow({ session, now, onEnd }: SessionRowProps) {
  return (
    <Row
      name={
        <>
          {session.browser}
          {session.current && <Badge tone="accent">This browser</Badge>}
        </>
      }
      action={
        !session.current && (
          <Button size="small" onClick={onEnd} aria-label={`Sign out ${session.browser}`}>
            Sign out…
          </Button>
        )
      }
    >
      <span className="font-mono break-all">{session.ip ?? 'unknown address'}</span>
      <span>
        signed in <Time at={session.startedAt.toISOString()} now={now} />
      </span>
      <span>
        last seen <Time at={session.lastSeenAt.toISOString()} now={now} />
      </span>
    </Row>
  );
}

function Row({ name, action, children }: { name: ReactNode; action: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center justify-between gap-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">{name}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-small text-soft">{children}</p>
      </div>
      {action}
    </li>
  );
}
