import { receiveWebhook } from '@/lib/api/endpoints/receive-webhook';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(receiveWebhook);
