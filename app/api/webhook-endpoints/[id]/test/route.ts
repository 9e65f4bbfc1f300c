import { testEndpoint } from '@/lib/api/endpoints/test-endpoint';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(testEndpoint);
