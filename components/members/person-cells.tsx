import { ShieldCheck, ShieldOff } from 'lucide-react';
import type { ReactNode } from 'react';

type PersonNameProps = { person: { username: string; email: string }; children?: ReactNode };

/** The name of a user with badges, and the e-mail address below. */
export function PersonName({ person: { username, email }, children }: PersonNameProps) {
  return (
    <>
      <p className="flex items-center gap-2">
        <span className="truncate font-medium" title={username}>
          {username}
        </span>
        {children}
      </p>
      <p className="truncate text-small text-soft" title={email}>
        {email}
      </p>
    </>
  );
}

/** Whether two-factor sign-in is on. `label`: whether to include the text "Two-factor". */
export function TwoFactor({ on, label }: { on: boolean; label?: boolean }) {
  const Icon = on ? ShieldCheck : ShieldOff;
  return (
    <span className={`flex items-center gap-1.5 ${on ? 'text-good' : 'text-soft'}`}>
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      {label && 'Two-factor '}
      {label ? (on ? 'on' : 'off') : on ? 'On' : 'Off'}
    </span>
  );
}
