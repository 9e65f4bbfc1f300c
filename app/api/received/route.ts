import { listReceivedMessages } from '@/lib/api/endpoints/list-received';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(listReceivedMessages);
