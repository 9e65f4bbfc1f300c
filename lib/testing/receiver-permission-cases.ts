import * as receiverCommands from '../webhooks/receiver/commands';
import * as receiver from '../webhooks/receiver/queries';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of the built-in receiver of webhooks. */
export const RECEIVER: Record<string, PermissionCase> = {
  findReceiver: { needs: 'messages:read', run: (actor) => receiver.findReceiver(actor) },
  listReceiverRequests: { needs: 'messages:read', run: (actor) => receiver.listReceiverRequests(actor) },
  openReceiver: { needs: 'account:configure', run: (actor) => receiverCommands.openReceiver(actor) },
  renewReceiver: { needs: 'account:configure', run: (actor) => receiverCommands.renewReceiver(actor) },
  setReceiverAnswer: {
    needs: 'account:configure',
    run: (actor) => receiverCommands.setReceiverAnswer(actor, { answerStatus: 500 }),
  },
  clearReceiver: { needs: 'account:configure', run: (actor) => receiverCommands.clearReceiver(actor) },
  closeReceiver: { needs: 'account:configure', run: (actor) => receiverCommands.closeReceiver(actor) },
};
