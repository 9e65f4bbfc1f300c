import { deleteKey } from '@/lib/api/endpoints/delete-key';
import { getKey } from '@/lib/api/endpoints/get-key';
import { updateKey } from '@/lib/api/endpoints/update-key';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getKey);
export const PATCH = routeHandler(updateKey);
export const DELETE = routeHandler(deleteKey);
