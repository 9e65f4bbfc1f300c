import { createKey } from '@/lib/api/endpoints/create-key';
import { listKeys } from '@/lib/api/endpoints/list-keys';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(listKeys);
export const POST = routeHandler(createKey);
