import { getDelivery } from '../../webhooks/log/queries';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { deliveryResponse } from '../responses/webhook';
import { deliveryDetailJson } from '../webhook-json';

/** Returns one delivery with its body and attempts. */
export const getWebhookDelivery = keyEndpoint({
  method: 'GET',
  path: '/api/webhook-deliveries/{id}',
  permission: 'webhooks:read',
  params: idParams,
  status: 200,
  response: deliveryResponse,
  errors: ['not_found'],
  async handle({ actor, params }) {
    return { body: deliveryDetailJson(await getDelivery(actor, params.id)) };
  },
});
