import { resendDeliveries } from '@/lib/api/endpoints/resend-deliveries';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(resendDeliveries);
