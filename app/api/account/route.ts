import { getAccount } from '@/lib/api/endpoints/get-account';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getAccount);
