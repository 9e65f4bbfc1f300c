import { Ban, CalendarClock, CircleCheck, CircleHelp, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import type { MessageStatus } from '@/lib/messages/rules';
import { type StatusGroup, statusGroup } from '@/lib/messages/status-groups';

const STYLES: Record<StatusGroup, { tone: BadgeTone; icon: LucideIcon }> = {
  delivered: { tone: 'good', icon: CircleCheck },
  waiting: { tone: 'wait', icon: Clock },
  scheduled: { tone: 'accent', icon: CalendarClock },
  failed: { tone: 'bad', icon: CircleX },
  unknown: { tone: 'neutral', icon: CircleHelp },
};

/** Cancelled on request, so it is not shown as a failure. */
const CANCELLED: (typeof STYLES)[StatusGroup] = { tone: 'neutral', icon: Ban };

/** A status as text, icon and color. */
export function StatusBadge({ status }: { status: MessageStatus }) {
  const { tone, icon: Icon } = status === 'cancelled' ? CANCELLED : STYLES[statusGroup(status)];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={2} />
      {status.charAt(0).toUpperCase() + status.slice(1)}
    </Badge>
  );
}

/** The icon of a status group, for counts and filters. */
export function StatusGroupIcon({ group, className }: { group: StatusGroup; className?: string }) {
  const { icon: Icon } = STYLES[group];
  return <Icon aria-hidden className={className} strokeWidth={1.75} />;
}
