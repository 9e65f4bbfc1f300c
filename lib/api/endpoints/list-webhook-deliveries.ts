import { deliveryListQuery } from '../../webhooks/log/api-schema';
import { listDeliveries } from '../../webhooks/log/queries';
import { keyEndpoint } from '../key-endpoint';
import { deliveryListResponse } from '../responses/webhook';
import { deliveryJson } from '../webhook-json';

/** Lists the account's deliveries of reports, newest first, 50 a page. */
export const listWebhookDeliveries = keyEndpoint({
  method: 'GET',
  path: '/api/webhook-deliveries',
  permission: 'webhooks:read',
  query: deliveryListQuery,
  status: 200,
  response: deliveryListResponse,
  errors: [],
  async handle({ actor, query }) {
    const { rows, next, searchedUntil } = await listDeliveries(actor, query);
    return { body: { deliveries: rows.map(deliveryJson), next_cursor: next, searched_until: searchedUntil } };
  },
});
