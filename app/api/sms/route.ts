import { listMessages } from '@/lib/api/endpoints/list-messages';
import { sendMessage } from '@/lib/api/endpoints/send-message';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(listMessages);
export const POST = routeHandler(sendMessage);
