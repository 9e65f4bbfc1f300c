import type { Endpoint } from './endpoint';
import { cancelMessage } from './endpoints/cancel-message';
import { createKey } from './endpoints/create-key';
import { deleteKey } from './endpoints/delete-key';
import { getKey } from './endpoints/get-key';
import { getMessage } from './endpoints/get-message';
import { getReceipt } from './endpoints/get-receipt';
import { getSecretReceipt } from './endpoints/get-secret-receipt';
import { listKeys } from './endpoints/list-keys';
import { listMessages } from './endpoints/list-messages';
import { listReceivedMessages } from './endpoints/list-received';
import { live } from './endpoints/live';
import { metrics } from './endpoints/metrics';
import { postReceipt } from './endpoints/post-receipt';
import { postSecretReceipt } from './endpoints/post-secret-receipt';
import { ready } from './endpoints/ready';
import { receiveWebhook } from './endpoints/receive-webhook';
import { rotateKey } from './endpoints/rotate-key';
import { sendBatch } from './endpoints/send-batch';
import { sendMessage } from './endpoints/send-message';
import { updateKey } from './endpoints/update-key';

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
  getReceipt,
  postReceipt,
  getSecretReceipt,
  postSecretReceipt,
  receiveWebhook,
  live,
  ready,
  metrics,
];
