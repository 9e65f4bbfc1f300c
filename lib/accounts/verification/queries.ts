import type { Actor } from '../../access/actor';
import { requireOperator, requirePermission } from '../../access/permissions';
import { AppError, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { pageWithin } from '../../base/paging';
import { db, type Prisma } from '../../database/db';
import { type RequestFilterInput, type RequestState, requestFilterSchema } from './schema';

export const REQUEST_PAGE_SIZE = 20;

/** A verification request and its decision. */
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

/** A request in the operator's list. */
export type RequestView = VerificationView & { accountId: string; accountName: string; accountVerified: boolean };

/** Verification status of an account with its last request. */
export type VerificationStatus = { verifiedAt: Date | null; request: VerificationView | null };

/** Returns the verification status of the actor's account. */
export async function findVerificationStatus(actor: Actor): Promise<VerificationStatus> {
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
 * Returns a page of the installation's requests: pending ones first, oldest first, then decided ones, latest first. A page
 * past the end is the last one. Operators only.
 */
export async function listRequests(actor: Actor, input: RequestFilterInput = {}): Promise<RequestPage> {
  requireOperator(actor);
  const { state, page: requestedPage } = requestFilterSchema.parse(input);
  const where = state ? { state } : {};
  const total = await db().verificationRequest.count({ where });
  const page = pageWithin(requestedPage, total, REQUEST_PAGE_SIZE);
  const rows = await db().verificationRequest.findMany({
    where,
    orderBy: [{ decidedAt: { sort: 'desc', nulls: 'first' } }, { id: 'asc' }],
    skip: (page - 1) * REQUEST_PAGE_SIZE,
    take: REQUEST_PAGE_SIZE,
    include: ACCOUNT,
  });
  return { requests: rows.map(toRequest), total, page, pageSize: REQUEST_PAGE_SIZE };
}

/** Returns one request. Operators only. Throws `not_found`. */
export async function getRequest(actor: Actor, id: string): Promise<RequestView> {
  requireOperator(actor);
  const row = isId(id) ? await db().verificationRequest.findUnique({ where: { id }, include: ACCOUNT }) : null;
  if (!row) throw notFound('verification request');
  return toRequest(row);
}

/** Returns the id of the account's pending request. Operators only. Throws `not_found`. */
export async function findPendingRequest(actor: Actor, accountId: string): Promise<string> {
  requireOperator(actor);
  const row = await db().verificationRequest.findFirst({
    where: { accountId, state: 'pending' },
    select: { id: true },
  });
  if (!row) throw new AppError('not_found', 'This account has no verification request that waits for a decision.');
  return row.id;
}

/** Returns the number of pending requests, counted up to `limit`. Operators only. */
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
