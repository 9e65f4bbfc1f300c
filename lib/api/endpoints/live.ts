import { endpoint } from '../endpoint';
import { liveResponse } from '../responses/health';

/** Reports that the process runs, whatever the database does: restarting this process would not repair that. */
export const live = endpoint({
  method: 'GET',
  path: '/api/health/live',
  permission: null,
  status: 200,
  response: liveResponse,
  errors: [],
  async handle() {
    return { body: { status: 'live' } };
  },
});
