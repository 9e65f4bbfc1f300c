import { Globe, Lock, LockOpen, type LucideIcon, ShieldAlert, ShieldBan, ShieldCheck } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { KeyView } from '@/lib/keys/key-view';

type RestrictionState = 'open' | 'allowed' | 'closed' | 'blocked' | 'locked' | 'unlocked';

/** Returns the short description of a key's IP restriction. */
export function describeRestriction(restriction: KeyView['restriction']): { state: RestrictionState; text: string } {
  const { active, mode, entries, lockedIp } = restriction;
  if (!active) return { state: 'open', text: 'Any address' };
  switch (mode) {
    case 'allow':
      if (entries === 0) return { state: 'closed', text: 'No address' };
      return { state: 'allowed', text: entries === 1 ? '1 entry' : `${entries} entries` };
    case 'block':
      return { state: 'blocked', text: entries === 0 ? 'None blocked' : `${entries} blocked` };
    case 'lock':
      return lockedIp ? { state: 'locked', text: lockedIp } : { state: 'unlocked', text: 'Not locked yet' };
  }
}

const ICONS: Record<RestrictionState, { icon: LucideIcon; tone: string }> = {
  open: { icon: Globe, tone: 'text-faint' },
  allowed: { icon: ShieldCheck, tone: 'text-good' },
  closed: { icon: ShieldAlert, tone: 'text-bad' },
  blocked: { icon: ShieldBan, tone: 'text-bad' },
  locked: { icon: Lock, tone: 'text-good' },
  unlocked: { icon: LockOpen, tone: 'text-wait' },
};

/** The IP restriction of a key as icon and text. */
export function RestrictionLabel({ restriction }: { restriction: KeyView['restriction'] }) {
  const { state, text } = describeRestriction(restriction);
  const { icon: Icon, tone } = ICONS[state];
  return (
    <span
      className="flex min-w-0 items-center gap-1.5 text-soft"
      title={state === 'locked' ? `Locked on ${text}` : undefined}
    >
      <Icon aria-hidden className={cn('size-3.5 shrink-0', tone)} strokeWidth={1.75} />
      {state === 'locked' && <span className="sr-only">Locked on </span>}
      <span className={state === 'locked' ? 'max-w-30 truncate font-mono text-code' : 'whitespace-nowrap'}>{text}</span>
    </span>
  );
}
