import { formatCount } from '../base/format';
import type { CarrierState } from './schema';

export const ALERT_KINDS = ['down', 'delivery_rate', 'queue_age'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Final receipts of a carrier. */
export type Finals = { delivered: number; failed: number };

/** What is measured of a carrier for its alerts. */
export type AlertInput = {
  state: CarrierState;
  /** Since when it can take no message. */
  outage: { since: Date; reason: string } | null;
  /** Time from which its oldest due message waits. */
  oldestQueuedAt: Date | null;
  /** Of the last 15 minutes. */
  recent: Finals;
  /** Of the 24 hours before them. */
  usual: Finals;
};

/** A link that reconnects within this time is no outage. */
const DOWN_AFTER_MS = 15_000;
/** Fewer receipts say little about a rate. */
const LEAST_FINALS = 50;
const LEAST_USUAL = 200;
/** Shares of the usual delivery rate at which an alert opens and closes: a rate between them changes nothing. */
const OPEN_BELOW = 0.7;
const CLOSE_FROM = 0.85;
/** The usual rate of a carrier without a past. */
const ASSUMED_RATE = 0.7;
/** An alert of the queue closes below this share of the limit. */
const QUEUE_CLOSE_SHARE = 0.5;

/**
 * Returns the alerts that a carrier should have, each with its reason. `open` are those it has: they stay open until the
 * value is clearly better. A paused carrier has none, since the operator stopped it.
 */
export function wantedAlerts(
  input: AlertInput,
  open: ReadonlySet<AlertKind>,
  { now, queueLimitMs }: { now: Date; queueLimitMs: number },
): Map<AlertKind, string> {
  const wanted = new Map<AlertKind, string>();
  if (input.state === 'paused') return wanted;
  const details: Record<AlertKind, string | null> = {
    down: downDetail(input, now),
    delivery_rate: rateDetail(input, open.has('delivery_rate')),
    queue_age: queueDetail(input, now, open.has('queue_age') ? queueLimitMs * QUEUE_CLOSE_SHARE : queueLimitMs),
  };
  for (const kind of ALERT_KINDS) {
    const detail = details[kind];
    if (detail !== null) wanted.set(kind, detail);
  }
  return wanted;
}

function downDetail({ outage }: AlertInput, now: Date): string | null {
  return outage && now.getTime() - outage.since.getTime() >= DOWN_AFTER_MS ? outage.reason : null;
}

function rateDetail({ recent, usual }: AlertInput, isOpen: boolean): string | null {
  const count = recent.delivered + recent.failed;
  if (count < LEAST_FINALS) return null;
  const expected = usual.delivered + usual.failed < LEAST_USUAL ? ASSUMED_RATE : rateOf(usual);
  if (rateOf(recent) >= expected * (isOpen ? CLOSE_FROM : OPEN_BELOW)) return null;
  return `${percent(rateOf(recent))} of ${formatCount(count)} messages were delivered in the last 15 minutes; usual are ${percent(expected)}.`;
}

const rateOf = ({ delivered, failed }: Finals) => delivered / Math.max(1, delivered + failed);
const percent = (share: number) => `${Math.round(share * 100)} %`;

function queueDetail({ oldestQueuedAt }: AlertInput, now: Date, limitMs: number): string | null {
  if (!oldestQueuedAt) return null;
  const ageMs = now.getTime() - oldestQueuedAt.getTime();
  return ageMs >= limitMs ? `The oldest message has waited for ${formatCount(Math.round(ageMs / 1_000))} s.` : null;
}
