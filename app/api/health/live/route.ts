import { live } from '@/lib/api/endpoints/live';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(live);
