import { getResend } from '@/lib/api/endpoints/get-resend';
import { stopResend } from '@/lib/api/endpoints/stop-resend';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(getResend);
export const DELETE = routeHandler(stopResend);
