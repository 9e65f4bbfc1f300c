import { withVerifiedKey } from '../../acceptance/authentication/authenticate';
import { STALE } from '../../acceptance/authentication/cached-key';
import { readMessage } from '../../acceptance/read-message';
import { rateLimitHeaders } from '../../limits/headers';
import { endpoint, idParams } from '../endpoint';
import { storedJson } from '../message-json';
import { readCredential } from '../read-request';
import { messageResponse } from '../responses/message';

/** Returns one message of the key's account. The statement that reads it counts the use of the key, too. */
export const getMessage = endpoint({
  method: 'GET',
  path: '/api/sms/{id}',
  permission: 'messages:read',
  params: idParams,
  status: 200,
  response: messageResponse,
  errors: ['not_found'],
  async handle(request, { id }) {
    const credential = readCredential(request);
    return withVerifiedKey(credential, request.client.ip, async ({ key, actor }) => {
      const message = await readMessage(actor, key, id);
      if (message === STALE) return STALE;
      return { body: storedJson(message), ...(key.limits && { headers: rateLimitHeaders(key) }) };
    });
  },
});
