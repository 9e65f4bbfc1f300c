import { createWebhookEndpoint } from '@/lib/api/endpoints/create-webhook-endpoint';
import { listWebhookEndpoints } from '@/lib/api/endpoints/list-webhook-endpoints';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(listWebhookEndpoints);
export const POST = routeHandler(createWebhookEndpoint);
