import { newId } from '../base/ids';
import * as commands from '../received/numbers/commands';
import * as numbers from '../received/numbers/queries';
import * as received from '../received/queries';
import { receivedListQuery } from '../received/schema';
import type { PermissionCase } from './permission-cases';

/** Commands and queries of received messages and their numbers. */
export const RECEIVED: Record<string, PermissionCase> = {
  listReceived: { needs: 'messages:read', run: (actor, at) => received.listReceived(actor, { search: at.number }) },
  eachReceived: { needs: 'messages:read', run: (actor) => received.eachReceived(actor, {}).next() },
  listStoredReceived: {
    needs: 'messages:read',
    run: (actor, at) => received.listStoredReceived(actor, receivedListQuery.parse({ to: at.number })),
  },
  getReceived: { needs: 'messages:read', run: (actor, at) => received.getReceived(actor, at.receivedId) },
  listUnassigned: { needs: 'operator', run: (actor) => received.listUnassigned(actor, {}) },
  listOwnNumbers: { needs: 'messages:read', run: (actor) => numbers.listOwnNumbers(actor) },
  listNumbers: {
    needs: 'operator',
    run: (actor, at) => numbers.listNumbers(actor, { accountId: at.admin.accountId }),
  },
  findNumberId: { needs: 'operator', run: (actor, at) => numbers.findNumberId(actor, { number: at.number }) },
  assignNumber: {
    needs: 'operator',
    run: (actor, at) =>
      commands.assignNumber(actor, {
        number: at.number,
        keyword: newId().slice(-12),
        accountId: at.admin.accountId,
      }),
  },
  removeNumber: { needs: 'operator', run: (actor, at) => commands.removeNumber(actor, at.numberId) },
  copyAccountWebhookSecret: {
    needs: 'account:configure',
    run: (actor) => commands.copyAccountWebhookSecret(actor),
  },
};
