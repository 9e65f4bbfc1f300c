import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { AppError, invalidFields } from '../../base/errors';
import { db, pool } from '../../database/db';
import type { WebhookEvent } from '../events';
import { assignPositions } from './positions';
import { END, type ReportListQuery } from './schema';

/** A report with its body, the bytes that webhooks get. */
export type PulledReport = { id: string; body: string };

/** `cursor`: the position after the last of `reports`, for the next request. */
export type ReportPage = { reports: PulledReport[]; cursor: string; more: boolean };

export type PullSettings = { enabled: boolean; events: WebhookEvent[] };

/** Returns which events the account reads itself. */
export async function getPullSettings(actor: Actor): Promise<PullSettings> {
  const accountId = requirePermission(actor, 'messages:read');
  return pullSettingsOf(accountId);
}

async function pullSettingsOf(accountId: string): Promise<PullSettings> {
  const account = await db().account.findUnique({ where: { id: accountId }, select: { pullEvents: true } });
  const events = (account?.pullEvents ?? []) as WebhookEvent[];
  return { enabled: events.length > 0, events };
}

/**
 * Returns the account's reports after a position, or the oldest that are not confirmed, in an order in which each report
 * has its place for good. Throws `conflict` while the account does not read its reports itself, and `invalid_fields` for a
 * cursor beyond the last position.
 */
export async function listReports(
  actor: Actor,
  { after, limit }: Pick<ReportListQuery, 'after' | 'limit'>,
): Promise<ReportPage> {
  const accountId = requirePermission(actor, 'messages:read');
  if (after === END) return atEnd(accountId);
  let page = await readPage(accountId, after, limit);
  if (!page.more && (await hasNew(accountId))) {
    await assignPositions(accountId);
    page = await readPage(accountId, after, limit);
  }
  if (page.reports.length === 0 && !(await pullSettingsOf(accountId)).enabled) throw notEnabled();
  return page;
}

function notEnabled(): AppError {
  return new AppError(
    'conflict',
    'Reports of this account are not kept for reading. Turn it on with PATCH /api/reports {"enabled": true}.',
  );
}

async function atEnd(accountId: string): Promise<ReportPage> {
  if (!(await pullSettingsOf(accountId)).enabled) throw notEnabled();
  while ((await hasNew(accountId)) && (await assignPositions(accountId)));
  return { reports: [], cursor: await lastPosition(accountId), more: false };
}

async function hasNew(accountId: string): Promise<boolean> {
  const { rows } = await pool().query<{ has: boolean }>(
    'SELECT EXISTS (SELECT FROM report_feed WHERE account_id = $1 AND position IS NULL) AS has',
    [accountId],
  );
  return rows[0]?.has ?? false;
}

async function lastPosition(accountId: string): Promise<string> {
  const { rows } = await pool().query<{ last: string }>(
    'SELECT last_position AS last FROM report_feed_state WHERE account_id = $1',
    [accountId],
  );
  return rows[0]?.last ?? '0';
}

async function readPage(accountId: string, after: string | undefined, limit: number): Promise<ReportPage> {
  // Read before the reports: what gets its position in between is after it.
  const last = await lastPosition(accountId);
  if (after !== undefined && BigInt(after) > BigInt(last)) {
    throw invalidFields({ after: 'There is no such position. Begin without after, or with after=end.' });
  }
  const { rows } = await pool().query<PulledReport & { position: string }>(
    after === undefined
      ? `SELECT f.id, f.body, f.position FROM report_feed f
         WHERE f.account_id = $1 AND NOT f.confirmed AND f.position > COALESCE((
           SELECT s.confirmed_position FROM report_feed_state s WHERE s.account_id = $1), 0)
         ORDER BY f.position LIMIT $2`
      : `SELECT f.id, f.body, f.position FROM report_feed f
         WHERE f.account_id = $1 AND f.position > $3::bigint ORDER BY f.position LIMIT $2`,
    after === undefined ? [accountId, limit + 1] : [accountId, limit + 1, after],
  );
  const reports = rows.slice(0, limit);
  return {
    reports: reports.map(({ id, body }) => ({ id, body })),
    cursor: reports.at(-1)?.position ?? after ?? last,
    more: rows.length > limit,
  };
}
