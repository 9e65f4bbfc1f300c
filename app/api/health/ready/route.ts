import { requireReady } from '@/lib/health/readiness';
import { apiRoute } from '@/lib/http/api-route';
import { json } from '@/lib/http/respond';

/** The process can do its work now: database reachable, migrations current, not stopping. */
export const GET = apiRoute(async () => {
  await requireReady();
  return json(200, { status: 'ready' });
});
