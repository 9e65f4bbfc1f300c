'use client';

import { KeyRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { PasskeyView } from '@/lib/auth/passkeys/queries';

const AddPasskeyDialog = dynamic(() => import('./passkey-dialogs').then((module) => module.AddPasskeyDialog));
const RemovePasskeyDialog = dynamic(() => import('./passkey-dialogs').then((module) => module.RemovePasskeyDialog));

type PasskeysSectionProps = { passkeys: PasskeyView[]; email: string; now: string };

export function PasskeysSection({ passkeys, email, now }: PasskeysSectionProps) {
  const [open, setOpen] = useState<PasskeyView | 'add' | null>(null);
  const close = () => setOpen(null);
  return (
    <SectionCard
      id="passkeys"
      title="Passkeys"
      purpose="Sign in with your fingerprint, face, PIN or a security key instead of the password. With a passkey, the password alone no longer signs in."
      action={
        <Button onClick={() => setOpen('add')}>
          <KeyRound aria-hidden strokeWidth={1.75} /> Add a passkey…
        </Button>
      }
    >
      {passkeys.length === 0 ? (
        <p className="text-soft">You have no passkey.</p>
      ) : (
        <ul className="-my-3 divide-y">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex items-center justify-between gap-4 py-3">
              <div className="min-w-0">
                <p className="truncate font-medium">{passkey.name}</p>
                <p className="mt-0.5 flex flex-wrap gap-x-3 text-small text-soft">
                  <span>
                    added <Time at={passkey.createdAt.toISOString()} now={now} show="date" />
                  </span>
                  <span>
                    {passkey.lastUsedAt ? (
                      <>
                        last used <Time at={passkey.lastUsedAt.toISOString()} now={now} />
                      </>
                    ) : (
                      'not used yet'
                    )}
                  </span>
                  {passkey.synced && <span>synced between devices</span>}
                </p>
              </div>
              <Button size="small" onClick={() => setOpen(passkey)} aria-label={`Remove ${passkey.name}`}>
                Remove…
              </Button>
            </li>
          ))}
        </ul>
      )}
      {open === 'add' && <AddPasskeyDialog email={email} onClose={close} />}
      {open && open !== 'add' && <RemovePasskeyDialog passkey={open} onClose={close} />}
    </SectionCard>
  );
}
