import { hash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { SystemActor } from '../../access/actor';
import { AppError, notFound } from '../../base/errors';
import { strictObjectError } from '../../base/strict-object';
import { changeBalance } from '../../credit/commands';
import { formatMoney } from '../../credit/money';
import { changeBalanceSchema } from '../../credit/schema';
import { env } from '../../runtime/env';
import { endpoint } from '../endpoint';
import { readFields } from '../read-request';
import { creditChangedResponse } from '../responses/account';

const OPERATOR: SystemActor = { kind: 'system', name: 'operator API', accountId: null };

const { accountId: account, amount, note } = changeBalanceSchema.shape;
const body = z.strictObject(
  {
    account,
    amount,
    note,
    /** A UUID of the caller for this change: a repetition is refused with `conflict`. */
    id: z.uuid('Use a UUID, such as the id of the payment.').optional(),
  },
  strictObjectError('Send a JSON object such as {"account": "…", "amount": "50.00", "id": "…"}.'),
);

/** Tops up the balance of an account, or corrects it with a negative amount. Requires OPERATOR_TOKEN; 404 without that setting. */
export const changeCredit = endpoint({
  method: 'POST',
  path: '/api/operator/credit',
  permission: null,
  body,
  status: 201,
  response: creditChangedResponse,
  errors: ['not_found', 'unauthorized', 'malformed_json', 'unsupported_media_type', 'invalid_fields', 'conflict'],
  async handle(request) {
    const { OPERATOR_TOKEN: token, CREDIT_CURRENCY: currency } = env();
    if (!token) throw notFound('path');
    const presented = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    if (!timingSafeEqual(hash('sha256', presented, 'buffer'), hash('sha256', token, 'buffer'))) {
      throw new AppError('unauthorized', 'Send the token of OPERATOR_TOKEN: Authorization: Bearer …');
    }
    const { account: accountId, ...rest } = body.parse(readFields(request, null));
    const change = { ...rest, accountId, amount: formatMoney(rest.amount) };
    const balance = await changeBalance({ ...OPERATOR, ip: request.client.ip }, change);
    return { body: { account: accountId, balance: formatMoney(balance), currency } };
  },
});
