import { changeCredit } from '@/lib/api/endpoints/change-credit';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(changeCredit);
