import { listWebhookDeliveries } from '@/lib/api/endpoints/list-webhook-deliveries';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(listWebhookDeliveries);
