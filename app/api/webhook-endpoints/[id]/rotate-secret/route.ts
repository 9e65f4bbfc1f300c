import { rotateEndpointSecret } from '@/lib/api/endpoints/rotate-endpoint-secret';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(rotateEndpointSecret);
