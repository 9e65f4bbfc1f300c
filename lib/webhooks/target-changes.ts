import type { Delivery } from './deliver';
import { isUnsent } from './rules';

/** What the attempts of a batch say about one target: an endpoint or URL of an account. */
export type TargetOutcome = {
  accountId: string;
  /** Id of the endpoint, or the URL. */
  target: string;
  endpointId: string | null;
  url: string;
  succeeded: boolean;
  /** The receiver responded 410 Gone. */
  gone: boolean;
  /** Code of the error, or `HTTP` and the status, of the last failed attempt; null without one. */
  failure: string | null;
};

/** The stored state of a target that fails. */
export type StoredTarget = Pick<TargetOutcome, 'accountId' | 'target'> & {
  isDisabled: boolean;
  /** It has failed for as long as a target may fail. */
  isOverdue: boolean;
  /** The last failure in it is old enough to be replaced. */
  isOld: boolean;
};

export type TargetChanges = {
  /** They answer again: their state ends. */
  recovered: TargetOutcome[];
  /** They begin to fail, or their last failure is to be replaced. */
  failing: TargetOutcome[];
  disabled: (TargetOutcome & { reason: 'gone' | 'failing' })[];
};

const GONE = 410;
/** Errors of Postern's own say nothing of the receiver. */
const OWN_ERRORS: readonly (string | null)[] = ['secret_unreadable', 'internal_error'];

/** Returns an outcome for each target that was tried. */
export function targetOutcomes(results: readonly Delivery[]): TargetOutcome[] {
  const byTarget = new Map<string, TargetOutcome>();
  for (const { accountId, endpointId, url, state, httpStatus, error } of results) {
    if (error !== null && (isUnsent(error) || OWN_ERRORS.includes(error))) continue;
    const target = endpointId ?? url;
    const name = nameOf({ accountId, target });
    const first = { accountId, target, endpointId, url, succeeded: false, gone: false, failure: null };
    const known = byTarget.get(name) ?? first;
    byTarget.set(name, {
      ...known,
      succeeded: known.succeeded || state === 'delivered',
      gone: known.gone || httpStatus === GONE,
      failure: state === 'delivered' ? known.failure : (error ?? `HTTP ${httpStatus}`),
    });
  }
  return [...byTarget.values()];
}

/**
 * Returns what changes in the stored states. Nothing does for a target that answers as before, nor for one that fails as
 * before, except that the time of the last failure follows now and then. A success ends the failing; 410 always disables.
 */
export function targetChanges(outcomes: readonly TargetOutcome[], stored: readonly StoredTarget[]): TargetChanges {
  const states = new Map(stored.map((state) => [nameOf(state), state]));
  const changes: TargetChanges = { recovered: [], failing: [], disabled: [] };
  for (const outcome of outcomes) {
    const state = states.get(nameOf(outcome));
    if (state?.isDisabled) continue;
    if (outcome.gone) changes.disabled.push({ ...outcome, reason: 'gone' });
    else if (outcome.succeeded) state && changes.recovered.push(outcome);
    else if (state?.isOverdue) changes.disabled.push({ ...outcome, reason: 'failing' });
    else if (!state || state.isOld) changes.failing.push(outcome);
  }
  return changes;
}

function nameOf({ accountId, target }: Pick<TargetOutcome, 'accountId' | 'target'>): string {
  return `${accountId} ${target}`;
}
