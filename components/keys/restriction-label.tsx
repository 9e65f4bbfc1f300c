import { Globe, Lock, LockOpen, type LucideIcon, ShieldAlert, ShieldBan, ShieldCheck } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { KeyView } from '@/lib/keys/view';
import { type RestrictionLook, restrictionWords } from './restriction-words';

const ICONS: Record<RestrictionLook, { icon: LucideIcon; tone: string }> = {
  open: { icon: Globe, tone: 'text-faint' },
  allowed: { icon: ShieldCheck, tone: 'text-good' },
  nobody: { icon: ShieldAlert, tone: 'text-bad' },
  blocked: { icon: ShieldBan, tone: 'text-bad' },
  locked: { icon: Lock, tone: 'text-good' },
  unlocked: { icon: LockOpen, tone: 'text-wait' },
};

/** From where the key may be used, in an icon and a few words. */
export function RestrictionLabel({ restriction }: { restriction: KeyView['restriction'] }) {
  const { look, words } = restrictionWords(restriction);
  const { icon: Icon, tone } = ICONS[look];
  return (
    <span
      className="flex min-w-0 items-center gap-1.5 text-soft"
      title={look === 'locked' ? `Locked on ${words}` : undefined}
    >
      <Icon aria-hidden className={cn('size-3.5 shrink-0', tone)} strokeWidth={1.75} />
      {look === 'locked' && <span className="sr-only">Locked on </span>}
      <span className={look === 'locked' ? 'max-w-30 truncate font-mono text-code' : 'whitespace-nowrap'}>{words}</span>
    </span>
  );
}
