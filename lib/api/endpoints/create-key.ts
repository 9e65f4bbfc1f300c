import { createKeyBody } from '../../keys/api-schema';
import { createManagedKey } from '../../keys/commands/manage-key';
import { keyEndpoint } from '../key-endpoint';
import { keyWithCredentialJson } from '../key-json';
import { keyWithCredentialResponse } from '../responses/key';
import { REPLAY_ERRORS } from '../responses/problem';

/** Creates a key. sendSMS.ro: "You can generate unlimited API Keys, either through the API or directly". */
export const createKey = keyEndpoint({
  method: 'POST',
  path: '/api/keys',
  permission: 'keys:create',
  body: createKeyBody,
  status: 201,
  response: keyWithCredentialResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'account_not_verified', 'sender_not_approved'],
  async handle({ actor, body }) {
    const created = await createManagedKey(actor, body);
    return { body: keyWithCredentialJson(created), headers: { location: `/api/keys/${created.key.id}` } };
  },
});
