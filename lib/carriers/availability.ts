import { formatDateTime } from '../base/format';
import type { CarrierState } from './schema';

/** Returns why a carrier takes no message now, in words; null when it does. */
export function unavailability(state: CarrierState, outage: { since: Date; reason: string } | null): string | null {
  if (state === 'paused') return 'paused: its queue waits';
  if (state === 'draining') return 'draining: it takes no new messages';
  if (!outage) return null;
  return `down since ${formatDateTime(outage.since, 'UTC')} UTC${outage.reason ? `: ${outage.reason}` : ''}`;
}
