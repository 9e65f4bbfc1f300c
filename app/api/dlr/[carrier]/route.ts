import { getReceipt } from '@/lib/api/endpoints/get-receipt';
import { postReceipt } from '@/lib/api/endpoints/post-receipt';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getReceipt);
export const POST = routeHandler(postReceipt);
