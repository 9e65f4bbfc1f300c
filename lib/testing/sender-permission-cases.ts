import { newId } from '../base/ids';
import * as senderCommands from '../senders/commands';
import * as senders from '../senders/queries';
import { setSendingDefaults } from '../sending-defaults/commands';
import { getSendingDefaults } from '../sending-defaults/queries';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of sender IDs and sending defaults. */
export const SENDERS: Record<string, PermissionCase> = {
  listSenderIds: { needs: 'senders:read', run: (actor) => senders.listSenderIds(actor) },
  listApprovedSenders: { needs: 'senders:read', run: (actor) => senders.listApprovedSenders(actor) },
  requestSenderId: {
    needs: 'senders:manage',
    run: (actor) => senderCommands.requestSenderId(actor, { value: `N${newId().slice(-10)}` }),
  },
  removeSenderId: { needs: 'senders:manage', run: (actor, at) => senderCommands.removeSenderId(actor, at.senderId) },
  approveSenderId: {
    needs: 'operator',
    run: (actor, at) => senderCommands.approveSenderId(actor, { id: at.senderId }),
  },
  rejectSenderId: {
    needs: 'operator',
    run: (actor, at) =>
      senderCommands.rejectSenderId(actor, { id: at.senderId, reason: 'It is the name of another company.' }),
  },
  listAllSenderIds: {
    needs: 'operator',
    run: (actor, at) => senders.listAllSenderIds(actor, { accountId: at.admin.accountId }),
  },
  countPendingSenderIds: { needs: 'operator', run: (actor) => senders.countPendingSenderIds(actor, 9) },
  findSenderId: {
    needs: 'operator',
    run: (actor, at) => senders.findSenderId(actor, at.admin.accountId, at.senderValue),
  },
  getSendingDefaults: { needs: 'account:configure', run: (actor) => getSendingDefaults(actor) },
  setSendingDefaults: {
    needs: 'account:configure',
    run: (actor) => setSendingDefaults(actor, { defaultSender: null, autoReplace: 'on', dlrUrl: null }),
  },
};
