import { reportOverview } from '../health/report-overview';
import { listFailingUrls } from '../webhooks/endpoints/failing-urls';
import * as receiverCommands from '../webhooks/receiver/commands';
import * as receiver from '../webhooks/receiver/queries';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of the built-in receiver of webhooks, and of the operator's view of reports. */
export const RECEIVER: Record<string, PermissionCase> = {
  reportOverview: { needs: 'operator', run: (actor) => reportOverview(actor) },
  listFailingUrls: { needs: 'webhooks:read', run: (actor) => listFailingUrls(actor) },
  findReceiver: { needs: 'webhooks:read', run: (actor) => receiver.findReceiver(actor) },
  listReceiverRequests: { needs: 'webhooks:read', run: (actor) => receiver.listReceiverRequests(actor) },
  openReceiver: { needs: 'webhooks:manage', run: (actor) => receiverCommands.openReceiver(actor) },
  renewReceiver: { needs: 'webhooks:manage', run: (actor) => receiverCommands.renewReceiver(actor) },
  setReceiverAnswer: {
    needs: 'webhooks:manage',
    run: (actor) => receiverCommands.setReceiverAnswer(actor, { answerStatus: 500 }),
  },
  clearReceiver: { needs: 'webhooks:manage', run: (actor) => receiverCommands.clearReceiver(actor) },
  closeReceiver: { needs: 'webhooks:manage', run: (actor) => receiverCommands.closeReceiver(actor) },
};
