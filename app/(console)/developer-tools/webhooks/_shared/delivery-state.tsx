import { Ban, CircleCheck, CircleX, Hourglass, type LucideIcon } from 'lucide-react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import type { DeliveryState } from '@/lib/webhooks/log/queries';

export const DELIVERY_STATES: Record<DeliveryState, string> = {
  pending: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const LOOKS: Record<DeliveryState, { icon: LucideIcon; tone: BadgeTone }> = {
  pending: { icon: Hourglass, tone: 'wait' },
  delivered: { icon: CircleCheck, tone: 'good' },
  failed: { icon: CircleX, tone: 'bad' },
  cancelled: { icon: Ban, tone: 'neutral' },
};

export function DeliveryBadge({ state }: { state: DeliveryState }) {
  const { icon: Icon, tone } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={1.75} /> {DELIVERY_STATES[state]}
    </Badge>
  );
}
