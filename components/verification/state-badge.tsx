import { CircleCheck, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import type { RequestState } from '@/lib/accounts/verification/schema';

const LOOK: Record<RequestState, { tone: BadgeTone; icon: LucideIcon; label: string }> = {
  pending: { tone: 'wait', icon: Clock, label: 'Pending' },
  approved: { tone: 'good', icon: CircleCheck, label: 'Approved' },
  rejected: { tone: 'bad', icon: CircleX, label: 'Rejected' },
};

/** That an account is verified. */
export function VerifiedBadge() {
  return (
    <Badge tone="good">
      <CircleCheck aria-hidden strokeWidth={2} /> Verified
    </Badge>
  );
}

/** What became of a request as word, icon and colour. */
export function RequestStateBadge({ state }: { state: RequestState }) {
  const { tone, icon: Icon, label } = LOOK[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={2} />
      {label}
    </Badge>
  );
}
