import { apiRoute } from '@/lib/api/api-route';
import { json } from '@/lib/api/respond';
import { requireReady } from '@/lib/health/readiness';
import { workerHealth, workerHealthJson } from '@/lib/queue/worker-health';

/**
 * The process can do its work now: database reachable, migrations current, not stopping. The state of the workers is shown
 * and does not count: requests are accepted while they restart. A process of the role `worker` answers for itself
 * (server/supervisor/health-server.ts).
 */
export const GET = apiRoute(async () => {
  await requireReady();
  return json(200, { status: 'ready', worker: workerHealthJson(await workerHealth()) });
});
