import { rotateWebhookSecret } from '@/lib/api/endpoints/rotate-webhook-secret';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(rotateWebhookSecret);
