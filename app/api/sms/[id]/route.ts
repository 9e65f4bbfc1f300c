import { cancelMessage } from '@/lib/api/endpoints/cancel-message';
import { getMessage } from '@/lib/api/endpoints/get-message';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getMessage);
export const DELETE = routeHandler(cancelMessage);
