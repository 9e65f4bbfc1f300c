import { listReports } from '@/lib/api/endpoints/list-reports';
import { setPullSettings } from '@/lib/api/endpoints/set-pull-settings';
import { routeHandler } from '@/lib/api/route-handler';

export const GET = routeHandler(listReports);
export const PATCH = routeHandler(setPullSettings);
