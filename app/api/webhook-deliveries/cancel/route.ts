import { cancelDeliveries } from '@/lib/api/endpoints/cancel-deliveries';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(cancelDeliveries);
