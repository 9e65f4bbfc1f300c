import { rotateKey } from '@/lib/api/endpoints/rotate-key';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(rotateKey);
