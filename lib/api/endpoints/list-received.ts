import { listStoredReceived } from '../../received/queries';
import { receivedListQuery } from '../../received/schema';
import { receivedJson } from '../../received/view';
import { keyEndpoint } from '../key-endpoint';
import { receivedListResponse } from '../responses/received';

/** Lists the account's received messages, newest first, a page at a time. */
export const listReceivedMessages = keyEndpoint({
  method: 'GET',
  path: '/api/received',
  permission: 'messages:read',
  query: receivedListQuery,
  status: 200,
  response: receivedListResponse,
  errors: [],
  async handle({ actor, query }) {
    const { messages, nextCursor } = await listStoredReceived(actor, query);
    return { body: { messages: messages.map(receivedJson), next_cursor: nextCursor } };
  },
});
