import { sendBatch } from '@/lib/api/endpoints/send-batch';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(sendBatch);
