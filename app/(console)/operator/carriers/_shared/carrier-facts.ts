import { formatCount } from '@/lib/base/format';
import type { CarrierCounts, CarrierView } from '@/lib/carriers/live-state';
import { MAX_QUEUE_COUNTED } from '@/lib/carriers/live-state';

export const KIND_NAMES = { simulator: 'Simulator', smpp: 'SMPP', http: 'HTTP' } as const;

/** `12.5 of 200 per second` */
export function rateText({ rateNow, ratePerSecond }: Pick<CarrierView, 'rateNow' | 'ratePerSecond'>): string {
  const isExact = rateNow >= 10 || rateNow === 0;
  const now = isExact ? formatCount(Math.round(rateNow)) : rateNow < 0.1 ? 'under 0.1' : rateNow.toFixed(1);
  return `${now}${ratePerSecond === null ? '' : ` of ${formatCount(ratePerSecond)}`}/s`;
}

export function queueText(queued: number): string {
  return queued >= MAX_QUEUE_COUNTED ? `${formatCount(MAX_QUEUE_COUNTED)} or more` : formatCount(queued);
}

/** `98 %`, or `none yet` without a final receipt in the last hour. */
export function deliveryRate({ delivered, failed }: CarrierCounts): string {
  const finals = delivered + failed;
  return finals === 0 ? 'none yet' : `${Math.round((delivered / finals) * 100)} %`;
}
