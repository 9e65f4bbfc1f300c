import { apiRoute } from '@/lib/api/api-route';
import { json } from '@/lib/api/respond';

/** The process runs. Says nothing of the database: restarting this process would not mend that. */
export const GET = apiRoute(async () => json(200, { status: 'live' }));
