import { webhookSchema } from '@/lib/api/endpoints/webhook-schema';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(webhookSchema);
