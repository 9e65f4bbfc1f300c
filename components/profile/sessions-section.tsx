'use client';

import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { SectionCard } from '@/components/layout/section';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { SessionView } from '@/lib/auth/sessions';
import type { ProfileActions } from './profile-actions';

type SessionsSectionProps = { sessions: SessionView[]; actions: ProfileActions; now: string };

export function SessionsSection({ sessions, actions, now }: SessionsSectionProps) {
  const [ending, setEnding] = useState<SessionView | 'others' | null>(null);
  const { pending, run } = useCommand();
  const others = sessions.filter(({ current }) => !current).length;

  function endOthers() {
    run(
      'The others were not signed out',
      () => actions.endOtherSessions({}),
      () => done('Signed out everywhere else'),
    );
  }

  function endOne(session: SessionView) {
    run(
      `${session.browser} was not signed out`,
      () => actions.endSession({ id: session.id }),
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
      purpose="Where you are signed in. Something you do not know? Sign it out, then change your password."
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
          ? 'Every browser but this one has to sign in again, at its next click.'
          : 'That browser has to sign in again, at its next click.'}
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
