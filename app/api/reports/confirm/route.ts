import { confirmReports } from '@/lib/api/endpoints/confirm-reports';
import { routeHandler } from '@/lib/api/route-handler';

export const POST = routeHandler(confirmReports);
