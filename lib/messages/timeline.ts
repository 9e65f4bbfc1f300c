import type { Actor } from '../access/actor';
import { isOperator, requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { isId } from '../base/ids';
import { db, pool } from '../database/db';
import { reportState } from '../webhooks/report-state';
import { DETAIL_COLUMNS, MESSAGE_WITH_PROGRESS, type MessageDetail } from './message-row';
import type { MessageStatus } from './rules';

/** More of one kind are not shown: a carrier gone mad must not make the page unreadable. */
const MAX_OF_A_KIND = 100;

/** One thing that happened to a message, in the order of time. */
export type TimelineEvent =
  | { kind: 'accepted'; id: string; at: Date; ip: string | null; keyName: string; scheduled: boolean }
  | { kind: 'due'; id: string; at: Date }
  | { kind: 'attempt'; id: string; at: Date; attempt: number; outcome: string; detail: string | null }
  | { kind: 'submitted'; id: string; at: Date; carrier: string; carrierMessageId: string | null }
  | ({ kind: 'receipt'; id: string; at: Date; status: string; errorCode: string | null; applied: boolean } & {
      /** As received; for operators only. */
      raw: string | null;
    })
  | { kind: 'ended'; id: string; at: Date; status: string; errorCode: string | null; by: string | null }
  | ({ kind: 'webhook'; id: string; at: Date; number: number; durationMs: number; httpStatus: number | null } & {
      error: string | null;
      response: string | null;
      url: string;
    });

/** A delivery report that is not delivered. */
export type OpenReport = {
  id: string;
  url: string;
  state: 'pending' | 'failed' | 'cancelled';
  nextAttemptAt: Date;
  attempts: number;
};

/** A part of a message that went to its carrier in several. */
export type MessagePartView = {
  part: number;
  status: MessageStatus;
  errorCode: string | null;
  submittedAt: Date;
  finalAt: Date | null;
  carrierMessageId: string;
  /** Its receipt, as received; for operators only. */
  raw: string | null;
};

export type MessageTimeline = Awaited<ReturnType<typeof getMessageTimeline>>;

/** One message with everything that happened to it. Throws `not_found` for another account's id too. */
export async function getMessageTimeline(actor: Actor, id: string) {
  const accountId = requirePermission(actor, 'messages:read');
  const message = isId(id) ? await findDetail(accountId, id) : undefined;
  if (!message) throw notFound('message');
  const mine = { where: { messageId: id, accountId }, take: MAX_OF_A_KIND };
  const [key, attempts, receipts, reports, cancellation, parts] = await Promise.all([
    db().apiKey.findFirst({ where: { id: message.apiKeyId, accountId }, select: { name: true, deletedAt: true } }),
    db().submitAttempt.findMany({ ...mine, orderBy: [{ attempt: 'asc' }, { at: 'asc' }] }),
    db().receipt.findMany({ ...mine, orderBy: { id: 'asc' } }),
    db().deliveryReport.findMany({ ...mine, orderBy: { sequence: 'asc' } }),
    db().auditEvent.findFirst({
      where: { targetId: id, accountId, action: 'message.cancelled' },
      select: { actorName: true },
    }),
    message.segments > 1
      ? db().messagePart.findMany({ where: { messageId: message.id }, orderBy: { part: 'asc' } })
      : [],
  ]);
  const rawOf = (raw: string | null) => (isOperator(actor) ? raw : null);
  const urls = new Map(reports.map((report) => [report.id, report.url]));
  const calls = await db().webhookAttempt.findMany({
    where: { reportId: { in: [...urls.keys()] }, accountId },
    orderBy: [{ reportId: 'asc' }, { number: 'asc' }],
    take: MAX_OF_A_KIND,
  });
  const keyName = key?.name ?? 'a deleted key';
  const events: TimelineEvent[] = [
    {
      kind: 'accepted',
      id: message.id,
      at: message.createdAt,
      ip: message.clientIp,
      keyName,
      scheduled: message.sendAt !== null,
    },
    ...coming(message),
    ...attempts.map((row) => ({ kind: 'attempt' as const, ...row })),
    ...submission(message),
    ...receipts.map((row) => ({ kind: 'receipt' as const, ...row, at: row.receivedAt, raw: rawOf(row.raw) })),
    ...appliedReceipt(message, rawOf(message.receipt)),
    ...ending(
      message,
      message.byReceipt || receipts.some((row) => row.applied),
      attempts.at(-1)?.at,
      cancellation?.actorName ?? null,
    ),
    ...calls.map((row) => ({
      kind: 'webhook' as const,
      ...row,
      id: `${row.reportId}-${row.number}`,
      url: urls.get(row.reportId) ?? '',
    })),
  ];
  const attempted = new Set(calls.map(({ reportId }) => reportId));
  const openReports: OpenReport[] = reports.flatMap(({ state: stored, ...report }) => {
    const state = reportState(stored, attempted.has(report.id));
    return state === 'delivered' ? [] : [{ ...report, state }];
  });
  const partViews: MessagePartView[] = parts.map(({ receipt, ...row }) => ({ ...row, raw: rawOf(receipt) }));
  return {
    message: { ...message, receipt: rawOf(message.receipt) },
    keyName,
    events: inOrder(events),
    openReports,
    parts: partViews,
  };
}

async function findDetail(accountId: string, id: string): Promise<MessageDetail | undefined> {
  const { rows } = await pool().query<MessageDetail>(
    `SELECT ${DETAIL_COLUMNS} FROM ${MESSAGE_WITH_PROGRESS} WHERE m.id = $1 AND m.account_id = $2`,
    [id, accountId],
  );
  return rows[0];
}

/** The receipt that ended a message: it is kept as the message's final status. */
function appliedReceipt(
  { id, byReceipt, finalAt, status, errorCode }: MessageDetail,
  raw: string | null,
): TimelineEvent[] {
  return byReceipt && finalAt
    ? [{ kind: 'receipt', id: `${id}-receipt`, at: finalAt, status, errorCode, applied: true, raw }]
    : [];
}

/** The moment a scheduled message was queued, if it came to that. */
function coming({ id, sendAt, status }: MessageDetail): TimelineEvent[] {
  if (!sendAt || status === 'scheduled' || status === 'cancelled') return [];
  return [{ kind: 'due', id: `${id}-due`, at: sendAt }];
}

type Submission = Pick<MessageDetail, 'id' | 'submittedAt' | 'carrier' | 'carrierMessageId'>;

function submission({ id, submittedAt, carrier, carrierMessageId }: Submission): TimelineEvent[] {
  if (!submittedAt) return [];
  return [
    { kind: 'submitted', id: `${id}-submitted`, at: submittedAt, carrier: carrier ?? 'carrier', carrierMessageId },
  ];
}

/** A final status without a receipt: cancelled, rejected at submission, or expired. */
function ending(
  message: MessageDetail,
  byReceipt: boolean,
  lastAttemptAt: Date | undefined,
  by: string | null,
): TimelineEvent[] {
  if (!message.finalAt || byReceipt) return [];
  const { id, finalAt, status, errorCode } = message;
  // Written by two statements: what a hand-over brought about is never shown before it.
  const at = lastAttemptAt && lastAttemptAt > finalAt ? lastAttemptAt : finalAt;
  return [{ kind: 'ended', id: `${id}-ended`, at, status, errorCode, by }];
}

const RANK = { accepted: 0, due: 1, attempt: 2, submitted: 3, receipt: 4, ended: 5, webhook: 6 } as const;

/** By time; what fell into one millisecond in the order it must have happened. */
function inOrder(events: TimelineEvent[]): TimelineEvent[] {
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime() || RANK[a.kind] - RANK[b.kind]);
}
