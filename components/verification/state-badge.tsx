import { CircleCheck, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import type { RequestState } from '@/lib/accounts/verification/schema';

const STYLES: Record<RequestState, { tone: BadgeTone; icon: LucideIcon; label: string }> = {
  pending: { tone: 'wait', icon: Clock, label: 'Pending' },
  approved: { tone: 'good', icon: CircleCheck, label: 'Approved' },
  rejected: { tone: 'bad', icon: CircleX, label: 'Rejected' },
};

/** The badge of a verified account. */
export function VerifiedBadge() {
  return (
    <Badge tone="good">
      <CircleCheck aria-hidden strokeWidth={2} /> Verified
    </Badge>
  );
}

/** The state of a request as text, icon and color. */
export function RequestStateBadge({ state }: { state: RequestState }) {
  const { tone, icon: Icon, label } = STYLES[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={2} />
      {label}
    </Badge>
  );
}
