import type { Actor } from '../../access/actor';
import { requireOperator, requirePermission } from '../../access/permissions';
import { AppError, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db, type Prisma } from '../../database/db';
import { type RequestFilterInput, type RequestState, requestFilterSchema } from './schema';

export const REQUESTS_A_PAGE = 20;

/** What was asked, and what became of it. */
export type VerificationView = {
  id: string;
  state: RequestState;
  company: string;
  website: string | null;
  contact: string;
  purpose: string;
  monthlyVolume: string;
  requestedBy: string;
  requestedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
};

/** A request as the operator sees it. */
export type RequestView = VerificationView & { accountId: string; accountName: string; accountVerified: boolean };

/** Where an account is on its way to be verified: `request` is its last one. */
export type Standing = { verifiedAt: Date | null; request: VerificationView | null };

/** Where the actor's account is on its way. */
export async function findStanding(actor: Actor): Promise<Standing> {
  const accountId = requirePermission(actor, 'verification:request');
  const account = await db().account.findUnique({
    where: { id: accountId },
    select: { verifiedAt: true, verifications: { orderBy: { id: 'desc' }, take: 1 } },
  });
  if (!account) throw notFound('account');
  const [last] = account.verifications;
  return { verifiedAt: account.verifiedAt, request: last ? toView(last) : null };
}

export type RequestPage = { requests: RequestView[]; total: number; page: number; pageSize: number };

/**
 * One page of the installation's requests: those that wait, the longest first, then the decided ones, the last first. A
 * page past the end is the last one. Operators only.
 */
export async function listRequests(actor: Actor, input: RequestFilterInput = {}): Promise<RequestPage> {
  requireOperator(actor);
  const { state, page: wanted } = requestFilterSchema.parse(input);
  const where = state ? { state } : {};
  const total = await db().verificationRequest.count({ where });
  const page = Math.min(wanted, Math.max(1, Math.ceil(total / REQUESTS_A_PAGE)));
  const rows = await db().verificationRequest.findMany({
    where,
    orderBy: [{ decidedAt: { sort: 'desc', nulls: 'first' } }, { id: 'asc' }],
    skip: (page - 1) * REQUESTS_A_PAGE,
    take: REQUESTS_A_PAGE,
    include: ACCOUNT,
  });
  return { requests: rows.map(toRequest), total, page, pageSize: REQUESTS_A_PAGE };
}

/** One request. Operators only. Throws `not_found`. */
export async function getRequest(actor: Actor, id: string): Promise<RequestView> {
  requireOperator(actor);
  const row = isId(id) ? await db().verificationRequest.findUnique({ where: { id }, include: ACCOUNT }) : null;
  if (!row) throw notFound('verification request');
  return toRequest(row);
}

/** Id of the account's pending request. Operators only. Throws `not_found`. */
export async function findPendingRequest(actor: Actor, accountId: string): Promise<string> {
  requireOperator(actor);
  const row = await db().verificationRequest.findFirst({
    where: { accountId, state: 'pending' },
    select: { id: true },
  });
  if (!row) throw new AppError('not_found', 'This account has no verification request that waits for a decision.');
  return row.id;
}

/** How many requests wait, counted up to `limit`. Operators only. */
export async function countPending(actor: Actor, limit: number): Promise<number> {
  requireOperator(actor);
  return db().verificationRequest.count({ where: { state: 'pending' }, take: limit });
}

const ACCOUNT = { account: { select: { name: true, verifiedAt: true } } } as const;

type Row = Prisma.VerificationRequestGetPayload<object>;

function toView(row: Row): VerificationView {
  const { id, state, company, website, contact, purpose, monthlyVolume, requestedAt, decidedAt, reason } = row;
  return {
    ...{ id, state, company, website, contact, purpose, monthlyVolume, requestedAt, decidedAt, reason },
    requestedBy: row.requestedByName,
    decidedBy: row.decidedByName,
  };
}

function toRequest(row: Row & { account: { name: string; verifiedAt: Date | null } }): RequestView {
  const { accountId, account } = row;
  return { ...toView(row), accountId, accountName: account.name, accountVerified: account.verifiedAt !== null };
}
