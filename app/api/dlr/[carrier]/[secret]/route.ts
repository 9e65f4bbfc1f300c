import { getSecretReceipt } from '@/lib/api/endpoints/get-secret-receipt';
import { postSecretReceipt } from '@/lib/api/endpoints/post-secret-receipt';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getSecretReceipt);
export const POST = routeHandler(postSecretReceipt);
