import { requireReady } from '../../health/readiness';
import { workerHealth, workerHealthJson } from '../../queue/worker-health';
import { endpoint } from '../endpoint';
import { readyResponse } from '../responses/health';

/**
 * Reports that the process can work now: database reachable, migrations current, not stopping. The state of the workers is
 * shown and does not count, because requests are accepted while they restart. A process of the role `worker` answers for
 * itself (server/supervisor/health-server.ts).
 */
export const ready = endpoint({
  method: 'GET',
  path: '/api/health/ready',
  permission: null,
  status: 200,
  response: readyResponse,
  errors: [],
  async handle() {
    await requireReady();
    return { body: { status: 'ready', worker: workerHealthJson(await workerHealth()) } };
  },
});
