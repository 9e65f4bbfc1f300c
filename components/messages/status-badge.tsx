import { Ban, CalendarClock, CircleCheck, CircleHelp, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import type { MessageStatus } from '@/lib/messages/rules';
import { type StatusGroup, statusGroup } from '@/lib/messages/status-groups';

const LOOK: Record<StatusGroup, { tone: BadgeTone; icon: LucideIcon }> = {
  delivered: { tone: 'good', icon: CircleCheck },
  waiting: { tone: 'wait', icon: Clock },
  scheduled: { tone: 'accent', icon: CalendarClock },
  failed: { tone: 'bad', icon: CircleX },
  unknown: { tone: 'neutral', icon: CircleHelp },
};

/** Somebody wanted it so: nothing went wrong. */
const CANCELLED: (typeof LOOK)[StatusGroup] = { tone: 'neutral', icon: Ban };

/** A status as word, icon and colour: never colour alone. */
export function StatusBadge({ status }: { status: MessageStatus }) {
  const { tone, icon: Icon } = status === 'cancelled' ? CANCELLED : LOOK[statusGroup(status)];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={2} />
      {status.charAt(0).toUpperCase() + status.slice(1)}
    </Badge>
  );
}

/** The icon of a status group, for counts and filters. */
export function StatusGroupIcon({ group, className }: { group: StatusGroup; className?: string }) {
  const { icon: Icon } = LOOK[group];
  return <Icon aria-hidden className={className} strokeWidth={1.75} />;
}
