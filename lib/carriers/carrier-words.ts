import type { CarrierView } from './live-state';

type Live = Pick<CarrierView, 'kind' | 'state' | 'binds' | 'bound' | 'throttled' | 'outage' | 'lastError'>;

/** A link that was opened just now is not down yet. */
const CONNECTING_MS = 10_000;

/** States of a carrier as badges have them. */
export type LiveState = 'active' | 'paused' | 'draining' | 'throttled' | 'partly' | 'connecting' | 'down';

/** Returns the state of a carrier with that of its binds. The simulator is always connected. */
export function liveState(carrier: Live, nowMs = Date.now()): LiveState {
  const { kind, state, binds, bound, throttled, outage, lastError } = carrier;
  if (state !== 'active') return state;
  if (kind === 'simulator') return 'active';
  if (bound === 0) {
    const isOld = outage !== null && nowMs - outage.since.getTime() >= CONNECTING_MS;
    return lastError || isOld ? 'down' : 'connecting';
  }
  if (throttled === bound) return 'throttled';
  return bound < binds ? 'partly' : 'active';
}

const WORDS: Record<LiveState, string> = {
  active: 'connected',
  paused: 'paused',
  draining: 'draining',
  throttled: 'throttled by the carrier',
  partly: 'partly connected',
  connecting: 'connecting',
  down: 'down',
};

/** Returns the state in words. */
export function stateInWords(carrier: Live): string {
  return WORDS[liveState(carrier)];
}
