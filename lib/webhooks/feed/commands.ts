import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { lockAccountForUpdate } from '../../accounts/account-lock';
import { recordEvent } from '../../audit/record-event';
import { invalidFields, notFound } from '../../base/errors';
import { db, pool } from '../../database/db';
import { requireAllEnvironments } from '../endpoints/endpoint-transaction';
import { DEFAULT_EVENTS, type WebhookEvent } from '../events';
import type { PullSettings } from './queries';
import type { ConfirmReportsBody, PullSettingsBody } from './schema';

/**
 * Sets which events the account reads itself. `enabled` without events: the final statuses and received messages, or those
 * set before. Reports exist from now on.
 */
export async function setPullSettings(actor: Actor, { enabled, events }: PullSettingsBody): Promise<PullSettings> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  requireAllEnvironments(actor);
  return db().$transaction(async (tx) => {
    if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
    const { pullEvents: before } = await tx.account.findUniqueOrThrow({ where: { id: accountId } });
    const chosen = events ?? before;
    const initial = chosen.length > 0 ? chosen : [...DEFAULT_EVENTS, 'message.received'];
    const after = (enabled === undefined ? chosen : enabled ? initial : []) as WebhookEvent[];
    if (String(before) !== String(after)) {
      await tx.account.update({ where: { id: accountId }, data: { pullEvents: after } });
      const shown = (list: string[]) => (list.length === 0 ? null : list);
      await recordEvent(tx, actor, {
        ...{ action: 'account.updated', accountId, targetKind: 'account', targetId: accountId },
        detail: { what: 'events to read by API', before: shown(before), after: shown(after) },
      });
    }
    return { enabled: after.length > 0, events: after };
  });
}

/**
 * Confirms reports, which GET /api/reports without a cursor then leaves out: all up to a position, or single ones. Ids of no
 * report are ignored. Returns how many were not confirmed before. Throws `invalid_fields` for a position beyond the last.
 */
export async function confirmReports(
  actor: Actor,
  { cursor, ids }: ConfirmReportsBody,
): Promise<{ confirmed: number }> {
  const accountId = requirePermission(actor, 'messages:read');
  if (cursor === undefined) {
    const { rowCount } = await pool().query(
      'UPDATE report_feed SET confirmed = true WHERE account_id = $1 AND id = ANY($2::uuid[]) AND NOT confirmed',
      [accountId, ids ?? []],
    );
    return { confirmed: rowCount ?? 0 };
  }
  const { rows } = await pool().query<{ confirmed: number }>(
    `WITH state AS MATERIALIZED (
       SELECT account_id, confirmed_position FROM report_feed_state WHERE account_id = $1 AND last_position >= $2::bigint FOR UPDATE
     ), moved AS (
       UPDATE report_feed_state s SET confirmed_position = GREATEST(s.confirmed_position, $2::bigint) FROM state b
       WHERE s.account_id = b.account_id
     )
     SELECT (SELECT count(*)::int FROM report_feed f WHERE f.account_id = $1 AND NOT f.confirmed
             AND f.position > b.confirmed_position AND f.position <= $2::bigint) AS confirmed
     FROM state b`,
    [accountId, cursor],
  );
  const [result] = rows;
  if (!result && cursor !== '0') throw invalidFields({ cursor: 'There is no such position.' });
  return { confirmed: result?.confirmed ?? 0 };
}
