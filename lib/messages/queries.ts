import type { Actor } from '../access/actor';
import type { Environment } from '../access/environment';
import { requirePermission } from '../access/permissions';
import { isId, lowestIdAt } from '../base/ids';
import { db, pool } from '../database/db';
import { type WorkerHealth, workerHealth } from '../queue/worker-health';
import type { MessageStatus } from './rules';
import { STATUS_GROUPS, type StatusGroup } from './status-groups';

const PAGE_SIZE = 50;
const PREVIEW_LENGTH = 120;
const MAX_KEY_CHOICES = 50;
const LONGEST_STATISTICS_MS = 24 * 3_600_000;

/** A message as a row of the list. */
export type MessageRow = {
  id: string;
  status: MessageStatus;
  environment: Environment;
  recipient: string;
  sender: string | null;
  /** The text's beginning. */
  preview: string;
  segments: number;
  apiKeyId: string;
  keyName: string;
  /** The caller's own id for it. */
  reference: string | null;
  createdAt: Date;
  /** When it is to be sent; null is at once. */
  sendAt: Date | null;
};

/** One text as what it could be: a message is found by any of them. */
export type MessageSearch = {
  /** E.164 with +. */
  recipient?: string;
  reference: string;
  id?: string;
};

export type MessageFilter = {
  group?: StatusGroup;
  apiKeyId?: string;
  search?: MessageSearch;
  /** Only what was accepted at this moment or later. */
  from?: Date;
  /** Only what was accepted before this moment. */
  until?: Date;
  /** Only what is older than this message. */
  before?: string;
  /** Only what is newer than this message. */
  after?: string;
};

/** One page, newest first. `hasOlder` and `hasNewer` say whether the list goes on. */
export type MessagePage = { messages: MessageRow[]; hasOlder: boolean; hasNewer: boolean };

/**
 * Messages of the account, 50 a page, by keyset: ids are time-ordered, so the page before and after a message is found
 * without counting, and a time is a bound on the id. Each status is read from its own index range, so that a rare status
 * is found at once among millions.
 */
export async function listMessages(actor: Actor, filter: MessageFilter): Promise<MessagePage> {
  const accountId = requirePermission(actor, 'messages:read');
  for (const id of [filter.apiKeyId, filter.before, filter.after]) if (id !== undefined && !isId(id)) return NOTHING;
  const forward = filter.after !== undefined;
  const { rows } = await pool().query<MessageRow>(listStatement(filter, forward), [
    accountId,
    filter.apiKeyId ?? null,
    filter.search?.recipient ?? null,
    filter.after ?? filter.before ?? null,
    PAGE_SIZE + 1,
    PREVIEW_LENGTH,
    filter.from ? lowestIdAt(filter.from) : null,
    filter.until ? lowestIdAt(filter.until) : null,
    filter.search?.reference ?? null,
    filter.search?.id ?? null,
  ]);
  const more = rows.length > PAGE_SIZE;
  const messages = rows.slice(0, PAGE_SIZE);
  if (forward) return { messages: messages.reverse(), hasOlder: true, hasNewer: more };
  return { messages, hasOlder: more, hasNewer: filter.before !== undefined };
}

const NOTHING: MessagePage = { messages: [], hasOlder: false, hasNewer: false };

const ROW = `m.id, m.status, m.environment, m.recipient, m.sender, left(m.text, $6) AS preview, m.segments,
  m.api_key_id AS "apiKeyId", m.reference, m.created_at AS "createdAt", m.send_at AS "sendAt"`;

/** Every parameter is always there, so that the planner learns types; what is not asked for is left out of the text. */
function listStatement(filter: MessageFilter, forward: boolean): string {
  const order = forward ? 'ASC' : 'DESC';
  const conditions = [
    'm.account_id = $1::uuid',
    filter.apiKeyId ? 'm.api_key_id = $2::uuid' : '$2::uuid IS NULL',
    filter.from ? 'm.id >= $7::uuid' : '$7::uuid IS NULL',
    filter.until ? 'm.id < $8::uuid' : '$8::uuid IS NULL',
    forward ? 'm.id > $4::uuid' : filter.before ? 'm.id < $4::uuid' : '$4::uuid IS NULL',
    ...(filter.search ? [] : ['$9::text IS NULL']),
    ...(filter.search?.recipient ? [] : ['$3::text IS NULL']),
    ...(filter.search?.id ? [] : ['$10::uuid IS NULL']),
  ];
  const page = (...more: string[]) =>
    `(SELECT ${ROW} FROM message m WHERE ${[...conditions, ...more].join(' AND ')} ORDER BY m.id ${order} LIMIT $5)`;
  // Statuses stand as literals: the index of the rare ones is partial, which a parameter could not be matched with.
  const statuses = filter.group ? STATUS_GROUPS[filter.group].map((status) => `m.status = '${status}'`) : ['true'];
  const pages = searches(filter.search).flatMap((search) => statuses.map((status) => page(search, status)));
  return `SELECT r.*, k.name AS "keyName" FROM (SELECT * FROM (${pages.join(' UNION ')}) u ORDER BY u.id ${order} LIMIT $5) r
    JOIN api_key k ON k.id = r."apiKeyId" ORDER BY r.id ${order}`;
}

/** Each way to be found has an index of its own. */
function searches(search: MessageSearch | undefined): string[] {
  if (!search) return ['true'];
  return [
    'm.reference = $9::text',
    ...(search.recipient ? ['m.recipient = $3::text'] : []),
    ...(search.id ? ['m.id = $10::uuid'] : []),
  ];
}

/** Keys to filter by: the newest, and `apiKeyId` in any case, be it old or deleted. */
export async function listKeyChoices(actor: Actor, apiKeyId?: string): Promise<{ id: string; name: string }[]> {
  const accountId = requirePermission(actor, 'messages:read');
  const recent = await db().apiKey.findMany({
    where: { accountId, deletedAt: null },
    orderBy: { createdAt: 'desc' },
    take: MAX_KEY_CHOICES,
    select: { id: true, name: true },
  });
  if (!apiKeyId || !isId(apiKeyId) || recent.some((key) => key.id === apiKeyId)) return recent;
  const chosen = await db().apiKey.findFirst({ where: { id: apiKeyId, accountId }, select: { id: true, name: true } });
  return chosen ? [chosen, ...recent] : recent;
}

/** Messages accepted in the last 24 hours by status group. */
export async function countLastDay(actor: Actor): Promise<Record<StatusGroup, number>> {
  const accountId = requirePermission(actor, 'messages:read');
  const since = new Date(Date.now() - LONGEST_STATISTICS_MS);
  const { rows } = await pool().query<{ status: MessageStatus; count: number }>(
    `SELECT status, count(*)::int AS count FROM message
     WHERE account_id = $1 AND id >= $2 GROUP BY status`,
    [accountId, lowestIdAt(since)],
  );
  const counts = new Map(rows.map((row) => [row.status, row.count]));
  const sum = (statuses: readonly MessageStatus[]) =>
    statuses.reduce((total, status) => total + (counts.get(status) ?? 0), 0);
  return {
    delivered: sum(STATUS_GROUPS.delivered),
    waiting: sum(STATUS_GROUPS.waiting),
    scheduled: sum(STATUS_GROUPS.scheduled),
    failed: sum(STATUS_GROUPS.failed),
    unknown: sum(STATUS_GROUPS.unknown),
  };
}

/** What a new account has done already. */
export type FirstSteps = { hasKey: boolean; hasSent: boolean; hasReport: boolean };

export async function findFirstSteps(actor: Actor): Promise<FirstSteps> {
  const accountId = requirePermission(actor, 'messages:read');
  const { rows } = await pool().query<FirstSteps>(
    `SELECT EXISTS (SELECT FROM api_key WHERE account_id = $1) AS "hasKey",
            EXISTS (SELECT FROM message WHERE account_id = $1) AS "hasSent",
            EXISTS (SELECT FROM (SELECT id FROM message WHERE account_id = $1 ORDER BY id DESC LIMIT 200) m
                    JOIN delivery_report r ON r.message_id = m.id AND r.state = 'delivered') AS "hasReport"`,
    [accountId],
  );
  return rows[0] ?? { hasKey: false, hasSent: false, hasReport: false };
}

/** How the installation's workers are doing: whether what waits will move. */
export async function findWorkerHealth(actor: Actor): Promise<WorkerHealth> {
  requirePermission(actor, 'messages:read');
  return workerHealth();
}
