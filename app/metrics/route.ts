import { metrics } from '@/lib/api/endpoints/metrics';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(metrics);
