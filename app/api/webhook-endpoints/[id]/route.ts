import { deleteWebhookEndpoint } from '@/lib/api/endpoints/delete-webhook-endpoint';
import { getWebhookEndpoint } from '@/lib/api/endpoints/get-webhook-endpoint';
import { updateWebhookEndpoint } from '@/lib/api/endpoints/update-webhook-endpoint';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getWebhookEndpoint);
export const PATCH = routeHandler(updateWebhookEndpoint);
export const DELETE = routeHandler(deleteWebhookEndpoint);
