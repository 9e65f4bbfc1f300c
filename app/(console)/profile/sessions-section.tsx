'use client';

import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { SectionCard } from '@/components/layout/section';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { SessionView } from '@/lib/auth/sessions';
import { endOtherSessionsAction, endSessionAction } from './actions';

type SessionsSectionProps = { sessions: SessionView[]; now: string };

export function SessionsSection({ sessions, now }: SessionsSectionProps) {
  const [ending, setEnding] = useState<SessionView | 'others' | null>(null);
  const { pending, run } = useCommand();
  const others = sessions.filter(({ current }) => !current).length;

  function endOthers() {
    run(
      'The other sessions were not ended',
      () => endOtherSessionsAction({}),
      () => done('Signed out everywhere else'),
    );
  }

  function endOne(session: SessionView) {
    run(
      `${session.browser} was not signed out`,
      () => endSessionAction({ id: session.id }),
      () => done(`${session.browser} is signed out`),
    );
  }

  function done(title: string) {
    setEnding(null);
    toast.success(title);
  }

  return (
    <SectionCard
      id="sessions"
      title="Sessions"
      purpose="The browsers in which you are signed in. If you do not recognize one, sign it out, then change your password."
      action={
        others > 0 && (
          <Button onClick={() => setEnding('others')} disabled={pending}>
            Sign out all others…
          </Button>
        )
      }
    >
      <ul className="-my-3 divide-y">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            now={now}
            disabled={pending}
            onEnd={() => setEnding(session)}
          />
        ))}
      </ul>
      <Confirm
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title={ending === 'others' ? 'Sign out everywhere else?' : `Sign out ${ending?.browser ?? ''}?`}
        confirm={ending === 'others' ? 'Sign out all others' : 'Sign out'}
        danger
        pending={pending}
        onConfirm={() => (ending === 'others' ? endOthers() : ending && endOne(ending))}
      >
        {ending === 'others'
          ? 'All other browsers have to sign in again with their next request.'
          : 'That browser has to sign in again with its next request.'}
      </Confirm>
    </SectionCard>
  );
}

type SessionRowProps = { session: SessionView; now: string; disabled: boolean; onEnd: () => void };

function SessionRow({ session, now, disabled, onEnd }: SessionRowProps) {
  return (
    <li className="flex items-center justify-between gap-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {session.browser}
          {session.current && <Badge tone="accent">This browser</Badge>}
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-small text-soft">
          <span className="font-mono break-all">{session.ip ?? 'unknown address'}</span>
          <span>
            signed in <Time at={session.startedAt.toISOString()} now={now} />
          </span>
          <span>
            last seen <Time at={session.lastSeenAt.toISOString()} now={now} />
          </span>
        </p>
      </div>
      {!session.current && (
        <Button size="small" onClick={onEnd} disabled={disabled} aria-label={`Sign out ${session.browser}`}>
          Sign out…
        </Button>
      )}
    </li>
  );
}
