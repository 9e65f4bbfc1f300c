import type { Endpoint } from './endpoint';
import { cancelDeliveries } from './endpoints/cancel-deliveries';
import { cancelMessage } from './endpoints/cancel-message';
import { changeCredit } from './endpoints/change-credit';
import { confirmReports } from './endpoints/confirm-reports';
import { createKey } from './endpoints/create-key';
import { createWebhookEndpoint } from './endpoints/create-webhook-endpoint';
import { deleteKey } from './endpoints/delete-key';
import { deleteWebhookEndpoint } from './endpoints/delete-webhook-endpoint';
import { getAccount } from './endpoints/get-account';
import { getKey } from './endpoints/get-key';
import { getMessage } from './endpoints/get-message';
import { getReceipt } from './endpoints/get-receipt';
import { getResend } from './endpoints/get-resend';
import { getSecretReceipt } from './endpoints/get-secret-receipt';
import { getWebhookDelivery } from './endpoints/get-webhook-delivery';
import { getWebhookEndpoint } from './endpoints/get-webhook-endpoint';
import { listKeys } from './endpoints/list-keys';
import { listMessages } from './endpoints/list-messages';
import { listReceivedMessages } from './endpoints/list-received';
import { listReports } from './endpoints/list-reports';
import { listWebhookDeliveries } from './endpoints/list-webhook-deliveries';
import { listWebhookEndpoints } from './endpoints/list-webhook-endpoints';
import { live } from './endpoints/live';
import { metrics } from './endpoints/metrics';
import { postReceipt } from './endpoints/post-receipt';
import { postSecretReceipt } from './endpoints/post-secret-receipt';
import { ready } from './endpoints/ready';
import { receiveWebhook } from './endpoints/receive-webhook';
import { resendDeliveries } from './endpoints/resend-deliveries';
import { resendDelivery } from './endpoints/resend-delivery';
import { rotateAccountWebhookSecret } from './endpoints/rotate-account-webhook-secret';
import { rotateEndpointSecret } from './endpoints/rotate-endpoint-secret';
import { rotateKey } from './endpoints/rotate-key';
import { rotateWebhookSecret } from './endpoints/rotate-webhook-secret';
import { sendBatch } from './endpoints/send-batch';
import { sendMessage } from './endpoints/send-message';
import { setPullSettings } from './endpoints/set-pull-settings';
import { stopResend } from './endpoints/stop-resend';
import { testEndpoint } from './endpoints/test-endpoint';
import { updateKey } from './endpoints/update-key';
import { updateWebhookEndpoint } from './endpoints/update-webhook-endpoint';
import { webhookSchema } from './endpoints/webhook-schema';

/** All endpoints, in the order in which their paths are matched. The web server's routes are made from this list. */
export const ENDPOINTS: readonly Endpoint[] = [
  listMessages,
  sendMessage,
  sendBatch,
  getMessage,
  cancelMessage,
  listReceivedMessages,
  listKeys,
  createKey,
  getKey,
  updateKey,
  deleteKey,
  rotateKey,
  rotateWebhookSecret,
  listWebhookEndpoints,
  createWebhookEndpoint,
  getWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateEndpointSecret,
  testEndpoint,
  rotateAccountWebhookSecret,
  listWebhookDeliveries,
  resendDeliveries,
  cancelDeliveries,
  getWebhookDelivery,
  resendDelivery,
  getResend,
  stopResend,
  listReports,
  setPullSettings,
  confirmReports,
  webhookSchema,
  getReceipt,
  postReceipt,
  getSecretReceipt,
  postSecretReceipt,
  receiveWebhook,
  getAccount,
  changeCredit,
  live,
  ready,
  metrics,
];
