import {
  CircleCheck,
  CircleX,
  Gauge,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Pause,
  TriangleAlert,
} from 'lucide-react';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import { type LiveState, liveState, stateInWords } from '@/lib/carriers/carrier-words';
import type { CarrierView } from '@/lib/carriers/live-state';

const STYLES: Record<LiveState, { tone: BadgeTone; icon: LucideIcon }> = {
  active: { tone: 'good', icon: CircleCheck },
  paused: { tone: 'neutral', icon: Pause },
  draining: { tone: 'accent', icon: Hourglass },
  throttled: { tone: 'wait', icon: Gauge },
  partly: { tone: 'wait', icon: TriangleAlert },
  connecting: { tone: 'wait', icon: LoaderCircle },
  down: { tone: 'bad', icon: CircleX },
};

/** The state of a carrier with that of its binds. */
export function CarrierBadge({ carrier }: { carrier: CarrierView }) {
  const { tone, icon: Icon } = STYLES[liveState(carrier)];
  const words = stateInWords(carrier);
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={2} />
      {words.charAt(0).toUpperCase() + words.slice(1)}
    </Badge>
  );
}
