import { getWebhookDelivery } from '@/lib/api/endpoints/get-webhook-delivery';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getWebhookDelivery);
