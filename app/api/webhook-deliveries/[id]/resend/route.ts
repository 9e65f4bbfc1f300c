import { resendDelivery } from '@/lib/api/endpoints/resend-delivery';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(resendDelivery);
