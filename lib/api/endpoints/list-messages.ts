import { listStoredMessages } from '../../messages/list-messages';
import { messageListQuery } from '../../messages/list-schema';
import { keyEndpoint } from '../key-endpoint';
import { storedJson } from '../message-json';
import { messageListResponse } from '../responses/message';

/** Lists the account's messages, newest first, a page at a time. */
export const listMessages = keyEndpoint({
  method: 'GET',
  path: '/api/sms',
  permission: 'messages:read',
  query: messageListQuery,
  status: 200,
  response: messageListResponse,
  errors: [],
  async handle({ actor, query }) {
    const { messages, nextCursor } = await listStoredMessages(actor, query);
    return { body: { messages: messages.map(storedJson), next_cursor: nextCursor } };
  },
});
