import { createKeyBody } from '../../keys/api-schema';
import { createManagedKey } from '../../keys/commands/manage-key';
import { keyEndpoint } from '../key-endpoint';
import { keyWithCredentialJson } from '../key-json';

/** Creates a key. sendSMS.ro: "You can generate unlimited API Keys, either through the API or directly". */
export const createKey = keyEndpoint({
  method: 'POST',
  path: '/api/keys',
  permission: 'keys:create',
  body: createKeyBody,
  status: 201,
  async handle({ actor, body }) {
    const created = await createManagedKey(actor, body);
    return { body: keyWithCredentialJson(created), headers: { location: `/api/keys/${created.key.id}` } };
  },
});
