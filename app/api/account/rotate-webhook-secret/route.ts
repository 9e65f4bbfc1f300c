import { rotateAccountWebhookSecret } from '@/lib/api/endpoints/rotate-account-webhook-secret';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(rotateAccountWebhookSecret);
