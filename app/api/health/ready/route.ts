import { ready } from '@/lib/api/endpoints/ready';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(ready);
