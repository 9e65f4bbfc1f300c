import { pool } from '../database/db';
import { cancelWaiting } from './cancel-waiting';
import type { Delivery } from './deliver';
import { type StoredTarget, type TargetOutcome, targetChanges, targetOutcomes } from './target-changes';

/** A target without a success for this long is disabled (Standard Webhooks 1.0.0, "Deliverability and reliability"). */
const LONGEST_FAILING = "interval '5 days'";
/** The last failure is replaced at most this often. */
const REFRESH = "interval '1 minute'";
/** URLs of an account whose state is kept, besides those of its keys and its own: callers may use one for each message. */
const MAX_URLS = 1_000;

const READ = `
  SELECT s.account_id AS "accountId", s.target, s.disabled_at IS NOT NULL AS "isDisabled",
         s.failing_since <= now() - ${LONGEST_FAILING} AS "isOverdue", s.last_failure_at <= now() - ${REFRESH} AS "isOld"
  FROM unnest($1::uuid[], $2::text[]) AS t(account_id, target)
  JOIN webhook_state s ON s.account_id = t.account_id AND s.target = t.target`;

const RECOVER = `
  DELETE FROM webhook_state s USING unnest($1::uuid[], $2::text[]) AS t(account_id, target)
  WHERE s.account_id = t.account_id AND s.target = t.target AND s.disabled_at IS NULL`;

/**
 * `disabled_at` of a row is kept: what was disabled by another worker, or is enabled again by a person, is not overwritten by
 * an attempt that began before. Rows in order, so that two workers cannot deadlock.
 */
const FAIL = `
  INSERT INTO webhook_state AS s (account_id, target, last_failure, disabled_at, disabled_reason)
  SELECT t.account_id, t.target, t.failure, CASE WHEN t.reason IS NOT NULL THEN now() END, t.reason
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS t(account_id, target, failure, reason)
  JOIN account a ON a.id = t.account_id
  WHERE EXISTS (SELECT FROM webhook_endpoint e WHERE e.id::text = t.target AND e.account_id = t.account_id)
    OR EXISTS (SELECT FROM webhook_state k WHERE k.account_id = t.account_id AND k.target = t.target)
    OR (t.target LIKE 'http%' AND (a.dlr_url = t.target
      OR EXISTS (SELECT FROM api_key k WHERE k.account_id = t.account_id AND k.dlr_url = t.target)
      OR (SELECT count(*) FROM webhook_state k WHERE k.account_id = t.account_id AND k.target LIKE 'http%') < ${MAX_URLS}))
  ORDER BY t.account_id, t.target
  ON CONFLICT (account_id, target) DO UPDATE
  SET last_failure_at = now(), last_failure = excluded.last_failure,
      disabled_at = COALESCE(s.disabled_at, excluded.disabled_at),
      disabled_reason = COALESCE(s.disabled_reason, excluded.disabled_reason)`;

/**
 * Follows which targets fail: begins, continues and ends their state in webhook_state by the results of recorded attempts, and
 * disables those that are gone or have failed for 5 days; their waiting reports are failed. For targets that answer as
 * before, it reads an index and writes nothing. Any number of workers may do this at once. Returns the targets disabled.
 */
export async function followTargets(results: readonly Delivery[]): Promise<TargetOutcome[]> {
  const outcomes = targetOutcomes(results);
  if (outcomes.length === 0) return [];
  const { rows } = await pool().query<StoredTarget>({ name: 'read-targets', text: READ, values: namesOf(outcomes) });
  const { recovered, failing, disabled } = targetChanges(outcomes, rows);
  if (recovered.length > 0) await pool().query(RECOVER, namesOf(recovered));
  const failed = [...failing.map((each) => ({ ...each, reason: null })), ...disabled];
  if (failed.length > 0) {
    const details = [failed.map(({ failure }) => failure ?? ''), failed.map(({ reason }) => reason)];
    await pool().query(FAIL, [...namesOf(failed), ...details]);
  }
  for (const target of disabled) await cancelWaiting(target);
  return disabled;
}

function namesOf(targets: readonly Pick<TargetOutcome, 'accountId' | 'target'>[]): string[][] {
  return [targets.map(({ accountId }) => accountId), targets.map(({ target }) => target)];
}
