import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { pool } from '../../database/db';
import type { TargetState } from './view';

/** More are not shown: each is a URL of a request, key or account whose receiver fails now. */
const MAX_URLS = 20;

/** URLs of requests, keys and the account whose receivers fail, those that nothing is sent to first. */
export async function listFailingUrls(actor: Actor): Promise<(TargetState & { url: string })[]> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const { rows } = await pool().query<TargetState & { url: string }>(
    `SELECT target AS url, failing_since AS "failingSince", last_failure_at AS "lastFailureAt", last_failure AS "lastFailure",
            disabled_at AS "disabledAt", disabled_reason AS "disabledReason"
     FROM webhook_state WHERE account_id = $1 AND target LIKE 'http%' ORDER BY disabled_at IS NULL, failing_since LIMIT ${MAX_URLS}`,
    [accountId],
  );
  return rows;
}
