import { cancelMessage as cancel } from '../../delivery/cancel';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { storedJson } from '../message-json';
import { messageResponse } from '../responses/message';
import { REPLAY_ERRORS } from '../responses/problem';

/** Cancels a message that is still scheduled. */
export const cancelMessage = keyEndpoint({
  method: 'DELETE',
  path: '/api/sms/{id}',
  permission: 'messages:send',
  params: idParams,
  status: 200,
  response: messageResponse,
  errors: [...REPLAY_ERRORS, 'not_found', 'not_cancellable'],
  async handle({ actor, params }) {
    return { body: storedJson(await cancel(actor, params.id)) };
  },
});
